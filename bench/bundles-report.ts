import type { Bundled, Loaded, Peer } from './bundles';
import { quantile } from './quantile';

// Judged by processor time, which others on the machine stretch least; the time on the clock stands beside it.

const median = ({ loads }: Peer, unit: keyof Loaded): number =>
  quantile(
    loads.map((one) => one[unit]),
    0.5,
  );
const hundredths = (value: number): number => Math.round(value * 100) / 100;
const timeRatio = ({ ours, peer }: Bundled, unit: keyof Loaded = 'cpu'): number =>
  hundredths(median(ours, unit) / median(peer, unit));
const bytesRatio = ({ ours, peer }: Bundled): number => hundredths(ours.bytes / peer.bytes);

/** A sentence for each limit that is not kept. */
export const missedBundles = (bundles: readonly Bundled[]): readonly string[] =>
  bundles.flatMap((one) => {
    const { time, bytes } = one.most;
    const late = timeRatio(one) > time ? [`${one.name} loads in ${timeRatio(one)} times; the target is ${time}.`] : [];
    if (bytes === undefined || bytesRatio(one) <= bytes) return late;
    return [...late, `${one.name} has ${bytesRatio(one)} times the bytes; the target is ${bytes}.`];
  });

export const bundlesJson = (bundles: readonly Bundled[]) =>
  Object.fromEntries(
    bundles.map((one) => [
      one.name,
      { time: timeRatio(one), wall: timeRatio(one, 'wall'), bytes: bytesRatio(one), kilobytes: kilobytes(one.ours) },
    ]),
  );

const kilobytes = ({ bytes }: Peer): number => Math.round(bytes / 1000);
const cell = (text: string, width: number): string => text.padStart(width);
const milliseconds = (peer: Peer, unit: keyof Loaded): string => `${median(peer, unit).toFixed(0)}`;

const row = (one: Bundled): string => {
  const { ours, peer, most } = one;
  const limit = most.bytes === undefined ? `≤ ${most.time}` : `≤ ${most.time}, bytes ≤ ${most.bytes}`;
  return [
    `  ${one.name.padEnd(32)}`,
    cell(`${milliseconds(ours, 'cpu')} / ${milliseconds(peer, 'cpu')} ms`, 15),
    cell(timeRatio(one).toFixed(2), 6),
    cell(`${milliseconds(ours, 'wall')} / ${milliseconds(peer, 'wall')} ms`, 15),
    cell(`${kilobytes(ours)} / ${kilobytes(peer)} kB`, 16),
    cell(bytesRatio(one).toFixed(2), 6),
    `  ${limit}`,
  ].join(' ');
};

export const bundlesText = (bundles: readonly Bundled[]): readonly string[] => [
  `Cold import, ours / peer: medians of ${bundles[0]?.ours.loads.length ?? 0} new processes each, in turns. The peer is the same handler as`,
  'esbuild --bundle --platform=node makes it, which is what NodejsFunction does by itself.',
  `  ${''.padEnd(32)} ${cell('processor', 15)} ${cell('ratio', 6)} ${cell('clock', 15)} ${cell('bytes', 16)} ${cell('ratio', 6)}  target`,
  ...bundles.map(row),
  '',
];
