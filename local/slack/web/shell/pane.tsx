import { type ReactNode, useEffect, useRef } from 'react';
import { Icon } from '../icon';

interface Props {
  readonly label: string;
  readonly title: ReactNode;
  readonly className: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** What stands at the side of a channel, and covers it where there is no room. It takes the focus, and gives it back when it goes. */
export const Pane = ({ label, title, className, closeLabel, onClose, children }: Props) => {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    close.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <aside
      className={`side ${className}`}
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <header className="side-head">
        <h2>{title}</h2>
        <button ref={close} type="button" className="plain-button" aria-label={closeLabel} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </header>
      {children}
    </aside>
  );
};
