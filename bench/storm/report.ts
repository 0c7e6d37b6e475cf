import { median } from '../quantile';
import type { Counted } from './count';

/** Milliseconds from PutEvents to the request. */
export interface Asked {
  readonly inRecord: number;
  readonly inSlack: number;
}

export interface StormResults {
  readonly sent: { readonly events: number; readonly targets: number; readonly criticals: number };
  readonly idle: readonly Asked[];
  readonly stormy: readonly Asked[];
  readonly counted: Counted;
  /** Seconds from empty queues until every target's request stands in Slack. */
  readonly behind: number;
  /** Events per second, from the first on the bus to empty queues. */
  readonly throughput: { readonly cordon: number; readonly peer: number };
  /** Questions to the member accounts, and how many of them Moto answered. */
  readonly members: { readonly all: number; readonly behind: number };
}

/** Throughput of Cordon over its peer's, at least; the wait for a request in the storm, on record and in Slack, over the same at rest, at most. */
const LIMITS = { throughput: 0.8, slower: 2 } as const;

const WHERE = { inRecord: 'on record', inSlack: 'in Slack' } as const;

const hundredths = (value: number): number => Math.round(value * 100) / 100;
const middle = (asked: readonly Asked[], mark: keyof Asked): number => median(asked.map((one) => one[mark]));
const slower = ({ idle, stormy }: StormResults, mark: keyof Asked): number =>
  hundredths(middle(stormy, mark) / middle(idle, mark));
const share = ({ throughput }: StormResults): number => hundredths(throughput.cordon / throughput.peer);

const wrongs = ({ sent, counted }: StormResults): readonly string[] => {
  const expected = sent.events + sent.criticals;
  const targets = sent.targets + sent.criticals;
  return [
    // A queue delivers at least once: what came again is counted again, and does nothing.
    ...(counted.accepted >= expected
      ? []
      : [`${expected} events were sent, and the record counts ${counted.accepted}.`]),
    ...(counted.behindNews === 0 ? [] : [`${counted.behindNews} findings are not on record in their newest version.`]),
    ...(counted.left === 0 ? [] : [`${counted.left} messages are left in the queues.`]),
    ...(counted.targets === targets && counted.opened === targets
      ? []
      : [`${targets} targets have ${counted.targets} incidents, opened ${counted.opened} times.`]),
    ...(counted.runsAmiss === 0 ? [] : [`${counted.runsAmiss} incidents do not have exactly one run.`]),
    ...(counted.requestsAmiss === 0 ? [] : [`${counted.requestsAmiss} incidents do not have exactly one request.`]),
    ...(counted.cardsAmiss === 0 ? [] : [`${counted.cardsAmiss} requests do not stand in Slack exactly once.`]),
  ];
};

/** A sentence for each limit that is missed. */
export const missedInStorm = (results: StormResults): readonly string[] => [
  ...wrongs(results),
  ...(share(results) >= LIMITS.throughput
    ? []
    : [`Cordon takes in ${share(results)} times what its peer does; the limit is ${LIMITS.throughput}.`]),
  ...(['inRecord', 'inSlack'] as const)
    .map((mark) => ({ times: slower(results, mark), where: WHERE[mark] }))
    .filter(({ times }) => times > LIMITS.slower)
    .map(
      ({ times, where }) =>
        `A critical finding asks ${where} after ${times} times the idle time; the limit is ${LIMITS.slower}.`,
    ),
];

export const stormJson = (results: StormResults) => ({
  ...results.counted,
  throughput: share(results),
  critical_to_request: slower(results, 'inRecord'),
  critical_to_slack: slower(results, 'inSlack'),
  events_per_second: {
    cordon: Math.round(results.throughput.cordon),
    dedupe_only: Math.round(results.throughput.peer),
  },
});

const spread = (asked: readonly Asked[], mark: keyof Asked): string => {
  const values = asked.map((one) => Math.round(one[mark])).sort((one, other) => one - other);
  return `${Math.round(middle(asked, mark))} ms (${values[0]} – ${values.at(-1)})`;
};

/** For a person: what was sent, what became of it, and how long it took. */
export const stormText = (results: StormResults): string => {
  const { sent, counted, throughput, members, idle, stormy } = results;
  return [
    `A storm of ${sent.events} findings about ${sent.targets} targets, and ${sent.criticals} critical ones in the middle of it, through the real rules,`,
    'queues and functions. Members are Moto’s own answers about one instance, remembered and given again with the ids put in:',
    `${members.all} questions, ${members.behind} of which Moto answered. Slack is the local stand-in, without its limits of one message a second.`,
    '',
    `  accepted ${counted.accepted} = opened ${counted.opened} + joined ${counted.joined} + repeats ${counted.repeats}; left in queues ${counted.left}`,
    `  delivered again by a queue ${counted.accepted - sent.events - sent.criticals}; findings whose newest version is not on record ${counted.behindNews}`,
    `  incidents ${counted.targets}, with other than one run ${counted.runsAmiss}, one request ${counted.requestsAmiss}, one card per request ${counted.cardsAmiss}`,
    `  events per second: Cordon ${Math.round(throughput.cordon)}, a handler that only writes a dedupe item ${Math.round(throughput.peer)}; ratio ${share(results)} (limit ${LIMITS.throughput})`,
    `  critical finding → request: idle ${spread(idle, 'inRecord')}, in the storm ${spread(stormy, 'inRecord')}; ratio ${slower(results, 'inRecord')} (limit ${LIMITS.slower})`,
    `  critical finding → Slack: idle ${spread(idle, 'inSlack')}, in the storm ${spread(stormy, 'inSlack')}; ratio ${slower(results, 'inSlack')} (limit ${LIMITS.slower})`,
    `  the last request stood in Slack ${results.behind.toFixed(1)} s after the queues were empty`,
  ].join('\n');
};
