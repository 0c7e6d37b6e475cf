const MONTH = 12;

const monthAt = (year: number, number: number): string =>
  `${year + Math.floor(number / MONTH)}-${String((((number % MONTH) + MONTH) % MONTH) + 1).padStart(2, '0')}`;

/** The last `count` months in UTC, this one first; `also` is added when it is older. Pure. */
export const monthsBack = (now: Date, count: number, also?: string): readonly string[] => {
  const months = Array.from({ length: count }, (_, back) => monthAt(now.getUTCFullYear(), now.getUTCMonth() - back));
  return also === undefined || months.includes(also) ? months : [...months, also];
};

/** "November 2026" */
export const monthTitle = (month: string): string =>
  new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
