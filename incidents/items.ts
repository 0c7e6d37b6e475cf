import type { Finding } from '../playbooks/kit/finding';
import type { Json } from '../playbooks/kit/json';
import type { Plan } from '../playbooks/kit/plan';
import { plain } from './digest';
import { dueOf } from './due';
import { RecordError } from './errors';
import {
  approvalKey,
  copiesKey,
  findingKey,
  journalKey,
  lockKey,
  metaKey,
  monthOf,
  OPEN_QUEUE,
  planKey,
  voteKey,
} from './keys';
import type {
  Approval,
  AuditRow,
  FindingRow,
  IncidentRecord,
  JournalRow,
  Lock,
  Look,
  Meta,
  SlackView,
  Vote,
} from './model';
import type { Condition, Item, Key, Operation } from './port';

// DynamoDB holds 400 KB per item; attribute names and number encoding need some of it.
const ITEM_MAX = 350_000;

const bodyOf = (value: unknown): Record<string, Json> => plain(value) as Record<string, Json>;

/** A value as an item. Throws when it would not fit into the table. */
export const itemOf = (key: Key, value: unknown, more: Readonly<Record<string, Json>> = {}): Item => {
  const item = { ...bodyOf(value), ...more, ...key };
  const size = Buffer.byteLength(JSON.stringify(item));
  if (size > ITEM_MAX) {
    throw new RecordError(
      'too-large',
      `${key.sk} of ${key.pk} has ${size} bytes; the record holds ${ITEM_MAX} at most. Keep large documents in the evidence bucket.`,
    );
  }
  return item;
};

const put = (item: Item, when?: Condition): Operation => ({ kind: 'put', item, ...(when ? { when } : {}) });

/** What the table's stream is told by that it has to be started now; in a flood that is told when it opens, once. */
const wanting = ({ stage, startAfter }: Meta): Record<string, string> =>
  stage === 'claimed' && startAfter === undefined ? { wants: 'run' } : {};

/** META carries what the sweeper's index and the list need; everyone who writes META goes through here. */
export const putMeta = (meta: Meta, approval: Approval | undefined, when?: Condition): Operation => {
  const due = dueOf(meta, approval);
  // Drills are not incidents: no list and nobody's numbers hold them.
  const listed: Record<string, string> = meta.origin.by === 'drill' ? {} : { month: monthOf(meta.openedAt) };
  const waits = due ? { queue: OPEN_QUEUE, due } : {};
  return put(itemOf(metaKey(meta.incidentId), meta, { ...listed, ...waits, ...wanting(meta) }), when);
};
export const putApproval = (incidentId: string, approval: Approval, when?: Condition): Operation =>
  put(itemOf(approvalKey(incidentId), approval), when);
export const putPlan = (incidentId: string, revision: number, plan: Plan): Operation =>
  put(itemOf(planKey(incidentId, revision), { revision, plan }), { absent: true });
export const putVote = (incidentId: string, vote: Vote): Operation =>
  put(itemOf(voteKey(incidentId, vote.revision, vote.personId), vote));
export const putJournal = (incidentId: string, row: JournalRow): Operation =>
  put(itemOf(journalKey(incidentId, row.step), row));
export const putFinding = (incidentId: string, row: FindingRow): Operation =>
  put(itemOf(findingKey(incidentId, row.finding), row));

const undoing = ({ undoing: undoId }: Lock): Record<string, string> => (undoId ? { undoing: undoId } : {});

/** The newer version of a finding that the incident holds: copies that are counted at the same time stay counted. */
export const renewFinding = (incidentId: string, row: FindingRow): Operation => {
  const key = findingKey(incidentId, row.finding);
  const { finding, count, lastReceivedAt } = itemOf(key, row);
  return {
    kind: 'update',
    key,
    set: { finding, count, lastReceivedAt },
    add: { deliveries: 1 },
    when: { exists: true },
  };
};

/** Takes, moves or releases the lock, if it is still as it was read. */
export const putLock = (before: Lock | undefined, lock: Lock): Operation => {
  const when: Condition = before
    ? {
        equals: { generation: before.generation, incidentId: before.incidentId, open: before.open, ...undoing(before) },
        missing: before.undoing ? [] : ['undoing'],
      }
    : { absent: true };
  return put(itemOf(lockKey(lock.target), lock), when);
};

const STRING_MAX = 2048;
const LIST_MAX = 50;
const capped = (value: Json): Json => {
  if (typeof value === 'string') return value.length > STRING_MAX ? `${value.slice(0, STRING_MAX - 1)}…` : value;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.slice(0, LIST_MAX).map(capped);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, capped(inner)]));
};
/** Long strings and lists are cut: the whole document stands in the evidence bucket. */
export const capFinding = (finding: Finding): Finding => capped(plain(finding)) as unknown as Finding;

// The table is written by this room alone, so an item is what was put there.
const bare = <T>(item: Item): T => {
  const { pk: _pk, sk: _sk, queue: _queue, due: _due, month: _month, wants: _wants, ...rest } = item;
  return rest as unknown as T;
};
export const rowOf = (item: Item): AuditRow => bare<AuditRow>(item);
export const metaOf = (item: Item): Meta => bare<Meta>(item);
export const lockOf = (item: Item | undefined): Lock | undefined => (item ? bare<Lock>(item) : undefined);

const all = <T>(items: readonly Item[], prefix: string): readonly T[] =>
  items.filter((item) => item.sk.startsWith(prefix)).map((item) => bare<T>(item));
const one = <T>(items: readonly Item[], sk: string): T | undefined => all<T>(items, sk)[0];

/** Copies are counted beside the finding: it is long, and each count would write all of it. */
const findingsOf = (items: readonly Item[]): readonly FindingRow[] => {
  const copies = new Map(items.filter(({ sk }) => sk.startsWith('COPIES#')).map((item) => [item.sk, item]));
  return all<FindingRow>(items, 'FINDING#').map((row) => {
    const counted = copies.get(copiesKey('', row.finding).sk);
    if (!counted) return row;
    const last = String(counted['lastReceivedAt']);
    return {
      ...row,
      deliveries: row.deliveries + Number(counted['deliveries']),
      lastReceivedAt: [row.lastReceivedAt, last].sort().at(-1) ?? last,
    };
  });
};

/** Puts an incident's items together; undefined when there is no META. */
export const recordOf = (items: readonly Item[]): IncidentRecord | undefined => {
  const meta = one<Meta>(items, 'META');
  if (!meta) return undefined;
  const plan = one<{ plan: Plan }>(items, planKey(meta.incidentId, meta.revision).sk)?.plan;
  const approval = one<Approval>(items, 'APPROVAL');
  const look = one<Look>(items, 'LOOK');
  const slack = one<SlackView>(items, 'VIEW#slack');
  return {
    meta,
    findings: findingsOf(items),
    votes: all<Vote>(items, 'VOTE#'),
    journal: all<JournalRow>(items, 'JOURNAL#'),
    ...(plan ? { plan } : {}),
    ...(approval ? { approval } : {}),
    ...(look ? { look } : {}),
    ...(slack ? { slack } : {}),
  };
};
