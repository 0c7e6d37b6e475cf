import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useEffect, useState } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEPT = 'cordon.theme';
const themeIn = (text: unknown): Theme | undefined => THEMES.find((known) => known === text);

/** What an embedding page said in the address, what was chosen before, or the system's own. */
const atStart = (): Theme =>
  themeIn(new URLSearchParams(location.search).get('theme')) ?? themeIn(localStorage.getItem(KEPT)) ?? 'system';

const SYSTEM_DARK = '(prefers-color-scheme: dark)';
const show = (theme: Theme): void => {
  const dark = theme === 'dark' || (theme === 'system' && matchMedia(SYSTEM_DARK).matches);
  applyMode(dark ? Mode.Dark : Mode.Light);
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
};

/** Before the first drawing, so that a dark room stays dark. */
export const showFirstTheme = (): void => show(atStart());

/** The theme and how to choose another. The page at `embedIn` may say which: `{ type: 'cordon:theme', theme }`. */
export const useTheme = (embedIn: string | undefined): readonly [Theme, (theme: Theme) => void] => {
  const [theme, setTheme] = useState(atStart);
  useEffect(() => {
    show(theme);
    const media = matchMedia(SYSTEM_DARK);
    const again = () => show(theme);
    media.addEventListener('change', again);
    return () => media.removeEventListener('change', again);
  }, [theme]);
  useEffect(() => {
    const told = ({ origin, source, data }: MessageEvent<unknown>) => {
      if (origin !== embedIn || source !== parent || typeof data !== 'object' || data === null) return;
      const said = 'type' in data && data.type === 'cordon:theme' && 'theme' in data ? themeIn(data.theme) : undefined;
      if (said) setTheme(said);
    };
    addEventListener('message', told);
    return () => removeEventListener('message', told);
  }, [embedIn]);
  const choose = (chosen: Theme): void => {
    localStorage.setItem(KEPT, chosen);
    setTheme(chosen);
  };
  return [theme, choose];
};
