import { type ReactNode, useLayoutEffect, useRef } from 'react';

interface Props {
  readonly label: string;
  readonly className: string;
  /** Escape, or a click beside it where that is allowed. */
  readonly onLeave: () => void;
  readonly leaveByClick?: boolean;
  readonly children: ReactNode;
}

/**
 * The browser's own modal dialog: it keeps the focus inside, lies above everything, and gives the focus back when it goes.
 * It never closes by itself, because whether it is open is for the state to say.
 */
export const Dialog = ({ label, className, onLeave, leaveByClick = false, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={className}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onLeave();
      }}
      onKeyDown={(event) => {
        // A browser closes a dialog at the second Escape in a row, whatever `cancel` says.
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        onLeave();
      }}
      onClick={(event) => {
        if (leaveByClick && event.target === dialog.current) onLeave();
      }}
    >
      {children}
    </dialog>
  );
};
