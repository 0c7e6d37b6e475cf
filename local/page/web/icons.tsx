import type { ReactNode } from 'react';
import type { Mood } from '../types';

const Icon = ({ children, size = 16 }: { readonly children: ReactNode; readonly size?: number }) => (
  <svg
    className="icon"
    width={size}
    height={size}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {children}
  </svg>
);

export const Mark = () => (
  <svg className="mark" width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
    <path
      d="M16 3.5 27 8v8.2c0 6.1-4.4 10.3-11 12.800C9.4 26.5 5 22.3 5 16.200V8z"
      fill="none"
      stroke="var(--mark-line)"
      strokeWidth="2.5"
      strokeLinejoin="round"
    />
    <path d="M9.5 16h13" stroke="var(--mark-tape)" strokeWidth="3.2" strokeLinecap="round" strokeDasharray="4.2 4.2" />
  </svg>
);

const MOODS: Readonly<Record<Mood, ReactNode>> = {
  quiet: <circle cx="8" cy="8" r="5.5" />,
  looking: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3.5 3.5" />
    </>
  ),
  waiting: <path d="M4.5 2h7M4.5 14h7M5.5 2v2.500L8 8l2.5-3.500V2M5.5 14v-2.500L8 8l2.5 3.500V14" />,
  running: <path d="M5 3.500v9l7.5-4.500z" />,
  done: <path d="m3 8.5 3.5 3.500L13 4.5" />,
  ended: <path d="M4 4l8 8M12 4l-8 8" />,
  attention: <path d="M8 2.5 14.5 13.500h-13zM8 6.500v3M8 11.500v.1" />,
};
export const MoodIcon = ({ mood }: { readonly mood: Mood }) => <Icon>{MOODS[mood]}</Icon>;

export const SendIcon = () => (
  <Icon>
    <path d="M14 2 7 9M14 2 9.5 14 7 9 2 6.500z" />
  </Icon>
);
export const SunIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="3" />
    <path d="M8 1v1.500M8 13.500V15M1 8h1.500M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1" />
  </Icon>
);
export const MoonIcon = () => (
  <Icon>
    <path d="M13.5 9.500A6 6 0 0 1 6.5 2.500a6 6 0 1 0 7 7z" />
  </Icon>
);
export const GuideIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="6.5" />
    <path d="M6.2 6.300A1.9 1.9 0 1 1 8 8.700v.6M8 11.500v.1" />
  </Icon>
);
export const CardsIcon = () => (
  <Icon>
    <rect x="2" y="2.5" width="5" height="5" rx="1" />
    <rect x="9" y="2.5" width="5" height="5" rx="1" />
    <rect x="2" y="9" width="5" height="5" rx="1" />
    <rect x="9" y="9" width="5" height="5" rx="1" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="m4 4 8 8M12 4l-8 8" />
  </Icon>
);
export const OutIcon = () => (
  <Icon size={14}>
    <path d="M6 3H3v10h10v-3M9 2.500h4.500V7M13 3 7.5 8.5" />
  </Icon>
);
export const FileIcon = () => (
  <Icon size={24}>
    <path d="M4 1.500h5l3.5 3.500v9.500H4zM9 1.500V5h3.5" />
  </Icon>
);
