// Times, counts and lists in words. Pure: the clock and the zone are the caller's.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "48 s", "4 min 12 s", "2 h 05 min", "3 d 4 h": two units at most. */
export const duration = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE) return seconds > 0 && seconds < 1 ? 'under 1 s' : `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min ${String(whole % MINUTE).padStart(2, '0')} s`;
  if (whole < DAY)
    return `${Math.floor(whole / HOUR)} h ${String(Math.floor((whole % HOUR) / MINUTE)).padStart(2, '0')} min`;
  return `${Math.floor(whole / DAY)} d ${Math.floor((whole % DAY) / HOUR)} h`;
};

/** "27:41" or "1:04:09": what a countdown shows. Never negative. */
export const countdown = (seconds: number): string => {
  const whole = Math.max(0, Math.ceil(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / HOUR);
  const rest = `${two(Math.floor((whole % HOUR) / MINUTE))}:${two(whole % MINUTE)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
};

export const secondsUntil = (at: string, now: number): number => (Date.parse(at) - now) / 1000;

/** "4 min 12 s ago" or "in 48 s". */
export const fromNow = (at: string, now: number): string => {
  const seconds = secondsUntil(at, now);
  if (Math.abs(seconds) < 1) return 'now';
  return seconds > 0 ? `in ${duration(seconds)}` : `${duration(-seconds)} ago`;
};

const sameDay = (a: Date, b: Date, zone: string | undefined): boolean => {
  const day = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...(zone ? { timeZone: zone } : {}) });
  return day.format(a) === day.format(b);
};

/** The time of day in the reader's zone, with the date when that is not today. */
export const clock = (at: string, now: number, zone?: string): string => {
  const date = new Date(at);
  const inZone = zone ? { timeZone: zone } : {};
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', ...inZone }).format(date);
  if (sameDay(date, new Date(now), zone)) return time;
  return `${new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...inZone }).format(date)}, ${time}`;
};

/** Everything about a moment: the reader's zone by name, and UTC. */
export const absolute = (at: string, zone?: string): string => {
  const date = new Date(at);
  const full = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'full',
    timeStyle: 'long',
    ...(zone ? { timeZone: zone } : {}),
  });
  return `${full.format(date)} (${date.toISOString().replace('T', ' ').slice(0, 19)} UTC)`;
};

/** "a", "a and b", "a, b and c". */
export const listed = (names: readonly string[], word = 'and'): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;

/** A sentence ends once. */
export const ended = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);

export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
