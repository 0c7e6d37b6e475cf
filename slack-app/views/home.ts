import type { HomeView, KnownBlock } from '@slack/types';
import type { IncidentRecord, Origin } from '../../incidents/model';
import type { Person, Settings } from '../../playbooks/kit/settings';
import { entryBlock, waitsFor } from './entry';
import { context, section, title } from './parts';
import { safe } from './text';

/** What the page of one person is drawn from. The clock plays no part: the same record is the same page. */
export interface HomeInput {
  readonly person: Person;
  readonly settings: Settings;
  readonly open: readonly IncidentRecord[];
  /** Newest first. */
  readonly ended: readonly IncidentRecord[];
}

const SHOWN = { queue: 15, waiting: 10, ended: 8 } as const;

const home = (blocks: readonly KnownBlock[]): HomeView => ({ type: 'home', blocks: [...blocks] });

const personOf = (origin: Origin | undefined): string | undefined =>
  origin?.by === 'person' ? origin.personId : undefined;

/** Who asked for it: the one behind a retry or a follow-up too. */
export const requesterOf = ({ meta }: IncidentRecord): string | undefined =>
  personOf(meta.requestedBy) ?? personOf(meta.origin);

/** Asked for by this person, or voted on by them: what they want to know the end of. */
export const takesPart = (record: IncidentRecord, { id }: Person): boolean =>
  requesterOf(record) === id || record.votes.some(({ personId }) => personId === id);

const byDeadline = (a: IncidentRecord, b: IncidentRecord): number =>
  (a.approval?.expiresAt ?? '9') < (b.approval?.expiresAt ?? '9') ? -1 : 1;

/** Open incidents in the order in which time runs out; what is running comes last. */
export const inOrder = (open: readonly IncidentRecord[]): readonly IncidentRecord[] => {
  const pending = open.filter(({ approval }) => approval?.status === 'PENDING');
  return [...[...pending].sort(byDeadline), ...open.filter((record) => !pending.includes(record))];
};

const list = (
  heading: string,
  records: readonly IncidentRecord[],
  most: number,
  { settings, person }: HomeInput,
): readonly KnownBlock[] =>
  records.length === 0
    ? []
    : [
        { type: 'divider' },
        section(`*${heading}*`),
        ...records.slice(0, most).map((record) => entryBlock(record, settings, person)),
        ...(records.length > most ? [context(`… and ${records.length - most} more: \`/cordon list\``)] : []),
      ];

const sorted = ({ person, settings, open }: HomeInput) => {
  const all = inOrder(open);
  const queue = all.filter((record) => waitsFor(record, settings, person));
  return { queue, waiting: all.filter((record) => !queue.includes(record) && takesPart(record, person)) };
};

/** The incidents that the page speaks of: a change of one of them changes the page. */
export const shownOn = (input: HomeInput): readonly string[] => {
  const { queue, waiting } = sorted(input);
  return [...queue, ...waiting, ...input.ended].map(({ meta }) => meta.incidentId);
};

/** My queue, what waits for others, what has ended. */
export const homeView = (input: HomeInput): HomeView => {
  const { queue, waiting } = sorted(input);
  const word = queue.length === 0 ? '✅ Nothing waits for you' : `⏳ ${queue.length} waiting for you`;
  return home([
    title(word),
    context('The next deadline comes first. A button opens the plan; nothing is decided before you say so there.'),
    ...list('Your queue', queue, SHOWN.queue, input),
    ...list('Waiting for others', waiting, SHOWN.waiting, input),
    ...list('Ended lately', input.ended, SHOWN.ended, input),
    { type: 'divider' },
    context('`/cordon list` shows everything that is open, in any channel.'),
  ]);
};

/** For whoever may not see incidents: why, and what would change that. */
export const closedHome = (text: string, slackUser: string): HomeView =>
  home([
    title('⛔ Nothing to see here yet'),
    section(safe(text, 600)),
    context(`Your Slack id is \`${safe(slackUser, 64)}\`.`),
  ]);
