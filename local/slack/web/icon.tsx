const PATHS = {
  cross: 'M4 4l8 8M12 4l-8 8',
  down: 'M4 6l4 4 4-4',
  back: 'M10 3L5 8l5 5',
  dots: 'M8 3v.01M8 8v.01M8 13v.01',
  menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  home: 'M2.5 7.5L8 3l5.5 4.5M4 6.5V13h8V6.5',
  lock: 'M4 7.5h8V13H4zM5.5 7.5V5.5a2.5 2.5 0 015 0v2',
  reply: 'M3 3.5h10v7H7l-3 2.5v-2.5H3z',
  send: 'M2.5 3l11 5-11 5 1.5-5zM4 8h5',
  wrench: 'M3 13l5-5M13 4.5A3 3 0 119.5 7 3 3 0 0111 3L9.8 5l1.2 1.2z',
  sun: 'M8 5.2a2.8 2.8 0 100 5.6 2.8 2.8 0 000-5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  moon: 'M13 9.5A5.5 5.5 0 016.5 3 5.5 5.5 0 1013 9.5z',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 100 3.6 1.8 1.8 0 000-3.6z',
  check: 'M3 8.5l3.5 3.5L13 5',
  again: 'M13 4v3.5H9.5M13 7.5A5.2 5.2 0 103 9.5',
} as const;

export type IconName = keyof typeof PATHS;

/** A sign beside a word; alone it stands in a button that is labelled. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <path
      d={PATHS[name]}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);
