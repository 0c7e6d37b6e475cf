const sorted = (values: readonly number[]): readonly number[] => [...values].sort((one, other) => one - other);

/** The value below which the share `q` of the values lies, between neighbours in proportion. */
export const quantile = (values: readonly number[], q: number): number => {
  const row = sorted(values);
  const at = (row.length - 1) * q;
  const [low, high] = [row[Math.floor(at)] ?? Number.NaN, row[Math.ceil(at)] ?? Number.NaN];
  return low + (high - low) * (at - Math.floor(at));
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);
