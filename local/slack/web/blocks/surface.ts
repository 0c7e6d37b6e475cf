import { createContext, useContext } from 'react';
import { type Chosen, type Control, initialOf, type Place, type Use } from './kinds';

/** What a message, modal or Home tab lets its reader do, and how it stands. */
export interface Surface {
  /** A button or a menu was used; absent where nothing can be. */
  readonly onUse?: ((use: Use) => void) | undefined;
  /** What stands in an input was changed. Nobody else hears of it before the form is sent. */
  readonly onEnter?: ((place: Place, values: readonly string[]) => void) | undefined;
  readonly chosen: Chosen;
  readonly errors: Readonly<Record<string, string>>;
  /** The button whose answer is awaited. */
  readonly busy?: Place | undefined;
}

export const SurfaceContext = createContext<Surface>({ chosen: {}, errors: {} });
export const useSurface = (): Surface => useContext(SurfaceContext);

export const valuesAt = (chosen: Chosen, { blockId, actionId }: Place, control: Control): readonly string[] =>
  chosen[blockId]?.[actionId] ?? initialOf(control);
