import { useEffect, useRef } from 'react';
import { Icon } from '../icon';
import type { Toast } from '../use-workspace';

interface Props {
  readonly toasts: readonly Toast[];
  readonly onDrop: (id: number) => void;
}

/** Short news at the edge of the page, above everything, modals too. */
export const Toasts = ({ toasts, onDrop }: Props) => {
  const box = useRef<HTMLElement>(null);
  const newest = toasts.at(-1)?.id;
  useEffect(() => {
    // Shown anew for each toast, so that it lies above a modal that was opened since.
    box.current?.hidePopover();
    if (newest !== undefined) box.current?.showPopover();
  }, [newest]);
  return (
    <>
      <section ref={box} popover="manual" className="toasts" aria-label="Notices">
        {toasts.map(({ id, text }) => (
          <div key={id} className="toast">
            <span aria-hidden="true">⚠</span>
            <span>{text}</span>
            <button type="button" className="plain-button" aria-label="Dismiss" onClick={() => onDrop(id)}>
              <Icon name="cross" />
            </button>
          </div>
        ))}
      </section>
      <p className="unseen" role="alert">
        {toasts.at(-1)?.text ?? ''}
      </p>
    </>
  );
};
