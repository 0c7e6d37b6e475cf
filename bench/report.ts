import type { Counts } from './counts';

/** Milliseconds of one measurement, of both sides, run by run. */
export interface Compared {
  readonly cordon: readonly number[];
  readonly peer: readonly number[];
  /** Cordon's median may be this many times the peer's. */
  readonly target: number;
}

export interface Results {
  readonly event_to_message: Compared;
  readonly click_to_contained: Compared;
  readonly playbooks: Readonly<Record<string, Counts>>;
}

const sorted = (values: readonly number[]): readonly number[] => [...values].sort((one, other) => one - other);

/** The value below which the share `q` of the values lies, between neighbours in proportion. */
export const quantile = (values: readonly number[], q: number): number => {
  const row = sorted(values);
  const at = (row.length - 1) * q;
  const [low, high] = [row[Math.floor(at)] ?? Number.NaN, row[Math.ceil(at)] ?? Number.NaN];
  return low + (high - low) * (at - Math.floor(at));
};
const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Median over median, to two places. */
export const ratio = ({ cordon, peer }: Compared): number => Math.round((median(cordon) / median(peer)) * 100) / 100;

export const asJson = ({ event_to_message, click_to_contained, playbooks }: Results): string =>
  JSON.stringify(
    { event_to_message: ratio(event_to_message), click_to_contained: ratio(click_to_contained), playbooks },
    null,
    2,
  );

/** State entries and Lambda calls that a playbook may take beyond its steps. */
const BEYOND_STEPS = { state_entries: 5, lambda_calls: 4 } as const;

/** A sentence for each target that is missed. */
export const missed = (results: Results): readonly string[] => {
  const slow = (['event_to_message', 'click_to_contained'] as const).flatMap((name) => {
    const [found, { target }] = [ratio(results[name]), results[name]];
    return found <= target ? [] : [`${name} is ${found} times the null workflow's; the target is ${target}.`];
  });
  const many = Object.entries(results.playbooks).flatMap(([id, counts]) =>
    (['state_entries', 'lambda_calls'] as const).flatMap((name) => {
      const most = counts.steps + BEYOND_STEPS[name];
      return counts[name] <= most ? [] : [`${id} has ${counts[name]} ${name}; the target is ${most}.`];
    }),
  );
  return [...slow, ...many];
};

const ms = (value: number): string => `${Math.round(value)} ms`.padStart(9);

const sideRow = (name: string, values: readonly number[]): string => {
  const [low, high] = [quantile(values, 0.25), quantile(values, 0.75)];
  const range = `${ms(low)} –${ms(high)}   ${ms(Math.min(...values))} –${ms(Math.max(...values))}`;
  return `  ${name.padEnd(14)} ${ms(median(values))}   ${range}`;
};

const comparedRows = (title: string, compared: Compared): readonly string[] => [
  title,
  `  ${''.padEnd(14)} ${'median'.padStart(9)}   ${'middle half'.padStart(20)}   ${'all'.padStart(20)}`,
  sideRow('Cordon', compared.cordon),
  sideRow('null workflow', compared.peer),
  `  ratio ${ratio(compared).toFixed(2)} (target ${compared.target})`,
  '',
];

const countRows = (playbooks: Results['playbooks']): readonly string[] => [
  'One approved run of each playbook, counted',
  `  ${'playbook'.padEnd(20)} steps  state entries  Lambda calls  view calls`,
  ...Object.entries(playbooks).map(
    ([id, one]) =>
      `  ${id.padEnd(20)} ${String(one.steps).padStart(5)}  ${String(one.state_entries).padStart(13)}` +
      `  ${String(one.lambda_calls).padStart(12)}  ${String(one.view_calls).padStart(10)}`,
  ),
];

/** For a person: what was compared, how long it took, how far it spread. */
export const asText = (results: Results): string =>
  [
    `${results.event_to_message.cordon.length} runs of isolate-instance each, in turns, on the same emulators. The null workflow is the same stack`,
    'whose functions make the same calls in the same order, as recorded from Cordon, and decide nothing.',
    '',
    ...comparedRows('From PutEvents to the request in Slack (event_to_message)', results.event_to_message),
    ...comparedRows(
      'From the deciding submit to isolated, as the account reads (click_to_contained)',
      results.click_to_contained,
    ),
    ...countRows(results.playbooks),
    ...missed(results).map((sentence) => `MISSED: ${sentence}`),
  ].join('\n');
