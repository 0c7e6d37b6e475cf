import type { StateIcon } from './state';

export type GlyphName =
  | StateIcon
  | 'dot'
  | 'ring'
  | 'skip'
  | 'warning'
  | 'server'
  | 'user'
  | 'key'
  | 'interface'
  | 'disk'
  | 'policy'
  | 'bell'
  | 'up'
  | 'person'
  | 'link';

// 16 × 16, drawn with a stroke of 1.6; `fill` marks what is filled instead.
const PATHS: Readonly<Record<GlyphName, string>> = {
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M10.4 10.4l3.1 3.1',
  queue: 'M3 4h10M3 8h10M3 12h5.5',
  hourglass: 'M4 2h8M4 14h8M5 2v2.5L8 8l3-3.5V2M5 14v-2.5L8 8l3 3.5V14',
  running: 'M5 3.2v9.6L12.6 8z',
  check: 'M3 8.5l3.4 3.4L13 4.8',
  half: 'M8 2.2L14.4 13.4H1.6zM8 6.4v3.2M8 11.5v.2',
  back: 'M6 3L2.8 6.2L6 9.4M3 6.2h6.3a3.6 3.6 0 0 1 0 7.2H6',
  denied: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M3.8 3.8l8.4 8.4',
  expired: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M8 4.8V8l2.4 1.6',
  refresh: 'M13 7.2A5.2 5.2 0 1 0 12.2 11M13.2 3.6v3.6H9.6',
  minus: 'M3.5 8h9',
  eye: 'M1.6 8C3 5.2 5.3 3.8 8 3.8S13 5.2 14.4 8C13 10.8 10.7 12.2 8 12.2S3 10.8 1.6 8M8 6.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 1 0 0-3.6',
  flask: 'M6 2h4M6.6 2v4L3 12.4A1 1 0 0 0 3.9 14h8.2a1 1 0 0 0 .9-1.6L9.4 6V2M4.6 10h6.8',
  cross: 'M4 4l8 8M12 4l-8 8',
  dot: 'M8 6a2 2 0 1 0 0 4a2 2 0 1 0 0-4',
  ring: 'M8 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8',
  skip: 'M3 4l4.5 4L3 12M8.5 4L13 8l-4.5 4',
  warning: 'M8 2.2L14.4 13.4H1.6zM8 6.4v3.2M8 11.5v.2',
  server: 'M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.2M5 11h.2M8 5h3M8 11h3',
  user: 'M8 2.4a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6M2.8 13.8c.5-2.9 2.5-4.4 5.2-4.4s4.7 1.5 5.2 4.4',
  key: 'M5.2 7.2a3 3 0 1 0 0 6a3 3 0 1 0 0-6M7.4 8L13 2.6M10.8 4.8l1.8 1.8',
  interface: 'M2.5 4.5h11v7h-11zM5 11.5v2M8 11.5v2M11 11.5v2M5 4.5v-2M8 4.5v-2M11 4.5v-2',
  disk: 'M2.8 4.2C2.8 3 5.1 2.2 8 2.2s5.2.8 5.2 2S10.9 6.2 8 6.2S2.8 5.4 2.8 4.2M2.8 4.2v7.6c0 1.2 2.3 2 5.2 2s5.2-.8 5.2-2V4.2',
  policy: 'M4 2h5.4L12.5 5v9H4zM6 7.5h4.5M6 10h4.5',
  bell: 'M4 11V7.2a4 4 0 0 1 8 0V11l1 1.2H3zM6.8 14h2.4',
  up: 'M8 13V3.5M4 7.2L8 3.2l4 4',
  person: 'M8 2.4a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6M2.8 13.8c.5-2.9 2.5-4.4 5.2-4.4s4.7 1.5 5.2 4.4',
  link: 'M9.5 3H13v3.5M13 3L7.5 8.5M6.5 4H3v9h9V9.5',
};

/** The strokes alone, for use inside another drawing; 16 units wide. */
export const GlyphPath = ({ name }: { name: GlyphName }) => (
  <path
    d={PATHS[name]}
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
  />
);

/** An icon. It never stands alone: the word is beside it. */
export const Glyph = ({ name, size = 16 }: { name: GlyphName; size?: number }) => (
  <svg className="ci-glyph" viewBox="0 0 16 16" width={size} height={size} aria-hidden="true" focusable="false">
    <GlyphPath name={name} />
  </svg>
);
