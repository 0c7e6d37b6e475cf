const BANDS = [
  { name: 'Critical', from: 9 },
  { name: 'High', from: 7 },
  { name: 'Medium', from: 4 },
  { name: 'Low', from: 0 },
] as const;

/** The number and the word that GuardDuty has for it. */
export const Severity = ({ value }: { readonly value: number }) => {
  const band = BANDS.find(({ from }) => value >= from)?.name ?? 'Low';
  return (
    <span className={`severity severity-${band.toLowerCase()}`}>
      {value.toFixed(1)} {band}
    </span>
  );
};
