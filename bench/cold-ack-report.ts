import type { Ack, ColdAcks } from './cold-ack';
import { quantile } from './quantile';

/** Slack gives an answer three seconds; this leaves two for the way there and back, and for a slower processor. */
const MOST_MS = 1000;

const NAMES = { reachable: 'Slack answers', blackHoled: 'Slack is silent' } as const;
type Kind = keyof typeof NAMES;
const KINDS = Object.keys(NAMES) as readonly Kind[];

const at = (acks: readonly Ack[], q: number): number =>
  Math.round(
    quantile(
      acks.map(({ ms }) => ms),
      q,
    ),
  );

/** A sentence for each limit that is not kept. That Slack's word was there or not shows that the two are what they are said to be. */
export const missedAcks = (acks: ColdAcks): readonly string[] =>
  KINDS.flatMap((kind) => {
    const [p99, name] = [at(acks[kind], 0.99), NAMES[kind]];
    const odd = acks[kind].filter(({ confirmed }) => confirmed !== (kind === 'reachable')).length;
    return [
      ...(p99 < MOST_MS
        ? []
        : [`Cold acknowledgement while ${name}: p99 is ${p99} ms; the target is below ${MOST_MS} ms.`]),
      ...(odd === 0 ? [] : [`${odd} answers while ${name} were not given ${WITH[kind]} Slack's word on the person.`]),
    ];
  });

const WITH: Readonly<Record<Kind, string>> = { reachable: 'with', blackHoled: 'without' };

export const acksJson = (acks: ColdAcks) => {
  const row = (kind: Kind) => ({ p50_ms: at(acks[kind], 0.5), p99_ms: at(acks[kind], 0.99) });
  return { reachable: row('reachable'), black_holed: row('blackHoled') };
};

export const acksText = (acks: ColdAcks): readonly string[] => [
  `Cold acknowledgement: from the start of a process to the answer to an approval, with the decision stored; ${acks.reachable.length} new processes each.`,
  `  ${''.padEnd(32)} ${'median'.padStart(9)} ${'p99'.padStart(9)} ${'longest'.padStart(9)}  target`,
  ...KINDS.map(
    (kind) =>
      `  ${NAMES[kind].padEnd(32)} ${[0.5, 0.99, 1].map((q) => `${at(acks[kind], q)} ms`.padStart(9)).join(' ')}  p99 < ${MOST_MS} ms`,
  ),
  '',
];
