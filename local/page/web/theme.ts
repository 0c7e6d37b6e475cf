import { useEffect, useState } from 'react';
import { store, stored } from './stored';

export type Theme = 'light' | 'dark';

const DARK = '(prefers-color-scheme: dark)';
const isTheme = (value: unknown): value is Theme => value === 'light' || value === 'dark';

const firstTheme = (): Theme => {
  const asked = new URLSearchParams(window.location.search).get('theme');
  const kept = isTheme(asked) ? asked : stored('theme');
  if (isTheme(kept)) return kept;
  return window.matchMedia(DARK).matches ? 'dark' : 'light';
};

/** As the address, the last choice or the machine says. */
export const useTheme = (): readonly [Theme, (theme: Theme) => void] => {
  const [theme, setTheme] = useState<Theme>(firstTheme);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const choose = (next: Theme): void => {
    store('theme', next);
    setTheme(next);
  };
  return [theme, choose];
};
