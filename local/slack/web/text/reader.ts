import { createContext, useContext } from 'react';

/** Who reads, when and where: what names and times are shown by. */
export interface Reader {
  /** Slack id of the reader. */
  readonly me: string;
  readonly now: Date;
  /** IANA name, such as `Europe/Dublin`. */
  readonly timeZone: string;
  readonly people: Readonly<Record<string, string>>;
  readonly channels: Readonly<Record<string, string>>;
  readonly groups: Readonly<Record<string, string>>;
}

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export const ReaderContext = createContext<Reader>({
  me: '',
  now: new Date(0),
  timeZone: 'UTC',
  people: {},
  channels: {},
  groups: {},
});

export const useReader = (): Reader => useContext(ReaderContext);
