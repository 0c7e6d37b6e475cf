import { createContext, useContext, useEffect, useState } from 'react';

export type Theme = 'light' | 'dark';

export const ThemeContext = createContext<Theme>('light');
export const useTheme = (): Theme => useContext(ThemeContext);

const isTheme = (value: unknown): value is Theme => value === 'light' || value === 'dark';

const themeIn = (data: unknown): Theme | undefined =>
  typeof data === 'object' && data !== null && 'theme' in data && isTheme(data.theme) ? data.theme : undefined;

/** The pages that may frame this one, by origin, as its server wrote them into it. */
const EMBED_IN = 'cordon-embed-in';
const embedders = (): readonly string[] =>
  document.querySelector<HTMLMetaElement>(`meta[name="${EMBED_IN}"]`)?.content.split(' ') ?? [];

type Heard = Pick<MessageEvent<unknown>, 'origin' | 'source' | 'data'>;

/** The theme that the page around this one asks for; undefined when the message is another's. */
export const themeFrom = (
  { origin, source, data }: Heard,
  around: Heard['source'],
  allowed: readonly string[],
): Theme | undefined => (source === around && allowed.includes(origin) ? themeIn(data) : undefined);

const DARK = '(prefers-color-scheme: dark)';

/** From the address, the page around this one, or the machine; and the way to change it. */
export const useThemeChoice = (asked: string | null): readonly [Theme, (theme: Theme) => void] => {
  const [theme, setTheme] = useState<Theme>(() =>
    isTheme(asked) ? asked : window.matchMedia(DARK).matches ? 'dark' : 'light',
  );
  useEffect(() => {
    const hear = (event: MessageEvent): void => {
      const wanted = themeFrom(event, window.parent, embedders());
      if (wanted) setTheme(wanted);
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, []);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return [theme, setTheme];
};
