import type { Bundled } from './bundles';
import { bundlesJson, bundlesText, missedBundles } from './bundles-report';
import type { ColdAcks } from './cold-ack';
import { acksJson, acksText, missedAcks } from './cold-ack-report';
import type { Counts } from './counts';
import type { App, Load } from './page-load';
import { quantile } from './quantile';

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
  /** From npm start to the page with a request on it. `cold` is a fresh clone, when that was asked for. */
  readonly start: { readonly warm: number; readonly cold?: number };
  readonly pages: Readonly<Record<App, Load>>;
  readonly bundles: readonly Bundled[];
  readonly acks: ColdAcks;
}

/** Seconds, milliseconds and kilobytes that nobody should have to wait for. */
const MOST = { warm: 20, cold: 180, interactiveMs: 1000, gzipKilobytes: 600 } as const;

const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Median over median, to two places. */
export const ratio = ({ cordon, peer }: Compared): number => Math.round((median(cordon) / median(peer)) * 100) / 100;

const tenths = (value: number): number => Math.round(value * 10) / 10;

const startOf = ({ start }: Results) => ({
  warm_seconds: tenths(start.warm),
  ...(start.cold === undefined ? {} : { cold_seconds: tenths(start.cold) }),
});

const pagesOf = ({ pages }: Results) =>
  Object.fromEntries(
    Object.entries(pages).map(([app, { gzipKilobytes, interactiveMs }]) => [
      app,
      {
        ...(interactiveMs ? { interactive_ms: Math.round(median(interactiveMs)) } : {}),
        gzip_kilobytes: gzipKilobytes,
      },
    ]),
  );

export const asJson = (results: Results): string => {
  const { event_to_message, click_to_contained, playbooks, bundles, acks } = results;
  const compared = { event_to_message: ratio(event_to_message), click_to_contained: ratio(click_to_contained) };
  return JSON.stringify(
    {
      ...compared,
      playbooks,
      start: startOf(results),
      pages: pagesOf(results),
      bundles: bundlesJson(bundles),
      cold_ack: acksJson(acks),
    },
    null,
    2,
  );
};

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
  return [
    ...slow,
    ...many,
    ...late(results),
    ...heavy(results),
    ...missedBundles(results.bundles),
    ...missedAcks(results.acks),
  ];
};

const late = ({ start }: Results): readonly string[] =>
  (['warm', 'cold'] as const).flatMap((kind) => {
    const seconds = start[kind];
    if (seconds === undefined || seconds <= MOST[kind]) return [];
    return [`npm start took ${seconds.toFixed(1)} s ${kind}; the target is ${MOST[kind]} s.`];
  });

const heavy = ({ pages }: Results): readonly string[] =>
  Object.entries(pages).flatMap(([app, { gzipKilobytes, interactiveMs }]) => {
    const waited = interactiveMs ? median(interactiveMs) : 0;
    return [
      ...(waited > MOST.interactiveMs
        ? [
            `The ${app} app takes ${Math.round(waited)} ms until it can be used; the target is ${MOST.interactiveMs} ms.`,
          ]
        : []),
      ...(gzipKilobytes > MOST.gzipKilobytes
        ? [`The ${app} app has ${gzipKilobytes} kB of script and style; the target is ${MOST.gzipKilobytes} kB.`]
        : []),
    ];
  });

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

const startRows = ({ start, pages }: Results): readonly string[] => [
  '',
  'From npm start to the page with a request on it',
  `  warm ${start.warm.toFixed(1)} s (target ${MOST.warm} s)`,
  start.cold === undefined
    ? '  cold is measured with --cold, in a fresh clone'
    : `  cold ${start.cold.toFixed(1)} s (target ${MOST.cold} s)`,
  '',
  'Pages on loopback: until they can be used (median of five), script and style after gzip',
  ...Object.entries(pages).map(([app, { gzipKilobytes, interactiveMs }]) => {
    const waited = interactiveMs ? ms(median(interactiveMs)) : 'no browser'.padStart(9);
    return `  ${app.padEnd(14)} ${waited}   ${String(gzipKilobytes).padStart(4)} kB`;
  }),
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
    ...startRows(results),
    '',
    ...bundlesText(results.bundles),
    ...acksText(results.acks),
    ...missed(results).map((sentence) => `MISSED: ${sentence}`),
  ].join('\n');
