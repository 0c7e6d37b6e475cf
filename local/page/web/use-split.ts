import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from 'react';
import { store, stored } from './stored';

const KEY = 'split';
export const LEAST = 25;
export const MOST = 75;
const MIDDLE = 46;
const STEP = 2;

export interface Split {
  /** The left pane's share, in percent. */
  readonly share: number;
  readonly dragging: boolean;
  readonly divider: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
    readonly onDoubleClick: () => void;
  };
}

const within = (share: number): number => Math.min(MOST, Math.max(LEAST, Math.round(share * 10) / 10));

const afterKey = (key: string, share: number): number | undefined => {
  if (key === 'ArrowLeft') return share - STEP;
  if (key === 'ArrowRight') return share + STEP;
  if (key === 'Home') return LEAST;
  if (key === 'End') return MOST;
  return key === 'Enter' ? MIDDLE : undefined;
};

/** A divider that is dragged, or moved with the arrow keys; Enter and a double click put it back. */
export const useSplit = (around: RefObject<HTMLElement | null>): Split => {
  const [share, setShare] = useState(() => within(Number(stored(KEY)) || MIDDLE));
  const [dragging, setDragging] = useState(false);
  const move = (to: number): void => {
    setShare(within(to));
    store(KEY, String(within(to)));
  };
  return {
    share,
    dragging,
    divider: {
      onPointerDown: (event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
      },
      onPointerMove: (event) => {
        const box = around.current?.getBoundingClientRect();
        if (dragging && box) move(((event.clientX - box.left) / box.width) * 100);
      },
      onPointerUp: () => setDragging(false),
      onKeyDown: (event) => {
        const to = afterKey(event.key, share);
        if (to === undefined) return;
        event.preventDefault();
        move(to);
      },
      onDoubleClick: () => move(MIDDLE),
    },
  };
};
