export interface Reader {
  readonly now: Date;
  /** IANA name, such as `Europe/Dublin`. */
  readonly timeZone: string;
}

type Parts = Intl.DateTimeFormatOptions;

const DAY_MS = 86_400_000;

const show = (date: Date, timeZone: string, parts: Parts, locale = 'en-GB'): string =>
  new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...parts }).format(date);

const isoDay = (date: Date, timeZone: string): string =>
  show(date, timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' }, 'en-CA');

/** `today`, `yesterday` or `tomorrow` in the reader's zone; otherwise the date in full. */
const pretty = (date: Date, reader: Reader, otherwise: string): string => {
  const day = isoDay(date, reader.timeZone);
  const near: readonly [number, string][] = [
    [0, 'today'],
    [-1, 'yesterday'],
    [1, 'tomorrow'],
  ];
  return (
    near.find(([days]) => isoDay(new Date(reader.now.getTime() + days * DAY_MS), reader.timeZone) === day)?.[1] ??
    otherwise
  );
};

const ago = (date: Date, now: Date): string => {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000);
  const steps: readonly [number, Intl.RelativeTimeFormatUnit][] = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  const [size, unit] = steps.find(([length]) => Math.abs(seconds) >= length) ?? [1, 'second'];
  return new Intl.RelativeTimeFormat('en').format(Math.trunc(seconds / size), unit);
};

const TOKENS: Readonly<Record<string, (date: Date, reader: Reader) => string>> = {
  date_num: (date, { timeZone }) => isoDay(date, timeZone),
  date_slash: (date, { timeZone }) => show(date, timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' }),
  date: (date, { timeZone }) => show(date, timeZone, { month: 'long', day: 'numeric', year: 'numeric' }),
  date_short: (date, { timeZone }) => show(date, timeZone, { month: 'short', day: 'numeric', year: 'numeric' }),
  date_long: (date, { timeZone }) =>
    show(date, timeZone, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' }),
  date_pretty: (date, reader) =>
    pretty(date, reader, show(date, reader.timeZone, { month: 'long', day: 'numeric', year: 'numeric' })),
  date_short_pretty: (date, reader) =>
    pretty(date, reader, show(date, reader.timeZone, { month: 'short', day: 'numeric', year: 'numeric' })),
  date_long_pretty: (date, reader) =>
    pretty(
      date,
      reader,
      show(date, reader.timeZone, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' }),
    ),
  time: (date, { timeZone }) => show(date, timeZone, { hour: '2-digit', minute: '2-digit' }),
  time_secs: (date, { timeZone }) => show(date, timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  ago: (date, { now }) => ago(date, now),
};

/**
 * What `<!date^seconds^format|fallback>` shows to a reader: Slack's date tokens filled in for the reader's zone.
 * A format without any token that Slack knows, or a time that is no number, shows the fallback.
 */
export const slackDate = (seconds: string, format: string, fallback: string, reader: Reader): string => {
  const date = new Date(Number(seconds) * 1000);
  const names = [...format.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  if (Number.isNaN(date.getTime()) || names.length === 0 || names.some((name) => !Object.hasOwn(TOKENS, name)))
    return fallback;
  return format.replace(/\{(\w+)\}/g, (whole, name: string) => TOKENS[name]?.(date, reader) ?? whole);
};
