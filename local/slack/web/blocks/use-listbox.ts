import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';

export interface Listbox {
  readonly open: boolean;
  readonly active: number;
  readonly root: RefObject<HTMLDivElement | null>;
  readonly setOpen: (open: boolean) => void;
  readonly setActive: (index: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Where an arrow key leads in a list of `count`, around its ends. */
export const moved = (key: string, active: number, count: number): number | undefined => {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return (active + 1) % count;
    case 'ArrowUp':
      return (active - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
};

/** Opens on arrows, moves with them, picks with Enter, closes with Escape, Tab, or a click elsewhere. */
export const useListbox = (count: number, pick: (index: number) => void): Listbox => {
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const leave = (event: MouseEvent): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('mousedown', leave);
    return () => document.removeEventListener('mousedown', leave);
  }, [open]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = moved(event.key, open ? active : -1, count);
    if (next !== undefined) {
      event.preventDefault();
      setOpen(true);
      setActive(next);
    } else if (open && event.key === 'Enter') {
      event.preventDefault();
      pick(active);
    } else if (open && event.key === 'Escape') {
      // The dialog around it stays open.
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === 'Tab') setOpen(false);
  };
  return { open, active, root, setOpen, setActive, onKeyDown };
};

export interface Menu extends Listbox {
  readonly button: RefObject<HTMLButtonElement | null>;
}

/** A list whose entries take the focus, under a button that gets it back. Keys are heard on what holds both. */
export const useMenu = (count: number, pick: (index: number) => void): Menu => {
  const button = useRef<HTMLButtonElement>(null);
  const list = useListbox(count, pick);
  const { open, active, root } = list;
  useEffect(() => {
    if (open) root.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]')[active]?.focus();
  }, [open, active, root]);
  const onKeyDown = (event: KeyboardEvent): void => {
    list.onKeyDown(event);
    if (open && event.key === 'Escape') button.current?.focus();
  };
  return { ...list, button, onKeyDown };
};
