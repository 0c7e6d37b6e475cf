const HUES = 8;

/** "Dana" → "D", "Ben Guest" → "BG". */
export const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();

const hueOf = (id: string): number =>
  [...id].reduce((sum, letter) => sum * 31 + (letter.codePointAt(0) ?? 0), 7) % HUES;

export const Avatar = ({
  id,
  name,
  app = false,
}: {
  readonly id: string;
  readonly name: string;
  readonly app?: boolean;
}) => (
  <span className={app ? 'avatar avatar-app' : 'avatar'} data-hue={app ? undefined : hueOf(id)} aria-hidden="true">
    {initialsOf(name)}
  </span>
);
