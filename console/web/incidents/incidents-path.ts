const PAGE = 100;

/** Where the operator API lists the newest incidents, those that are open, or those of a month; `before` is its cursor. */
export const incidentsPath = (
  { month, open }: { readonly month?: string | undefined; readonly open: boolean },
  before?: string,
): string => {
  const query = new URLSearchParams({ limit: String(PAGE) });
  if (month) query.set('month', month);
  if (open) query.set('open', '1');
  if (before) query.set('before', before);
  return `/incidents?${query}`;
};
