import { headOf, verifyChain } from '../../incidents/chain';
import { compareWithCopy } from '../../incidents/copy-check';
import { sha256 } from '../../incidents/digest';
import { recordOf, rowOf } from '../../incidents/items';
import { copyPk, findingId, logPk } from '../../incidents/keys';
import type { AuditRow, IncidentRecord, JournalRow, Notice } from '../../incidents/model';
import type { Item } from '../../incidents/port';
import { canonical, type Json } from '../../playbooks/kit/json';

/** One incident as the table holds it, with its chain. */
interface Story {
  readonly id: string;
  readonly record: IncidentRecord;
  readonly meta: Item;
  readonly rows: readonly AuditRow[];
}
type Check = (story: Story, all: readonly Story[]) => readonly string[];

const INCIDENT = /^INCIDENT#(inc-[a-z0-9-]+)$/;
const field = (row: AuditRow, name: string): Json | undefined =>
  typeof row.data === 'object' && row.data !== null && !Array.isArray(row.data)
    ? (row.data as Record<string, Json>)[name]
    : undefined;

const rowsOf = (items: readonly Item[], chain: string): readonly AuditRow[] =>
  items
    .filter(({ pk, sk }) => pk === logPk(chain) && sk.startsWith('ROW#'))
    .map(({ pk: _pk, sk: _sk, ...row }) => row as unknown as AuditRow);

const storiesIn = (items: readonly Item[]): readonly Story[] => {
  const metas = items.filter(({ pk, sk }) => sk === 'META' && INCIDENT.test(pk));
  return metas.flatMap((meta) => {
    const id = INCIDENT.exec(meta.pk)?.[1] ?? '';
    const record = recordOf(items.filter(({ pk }) => pk === meta.pk));
    return record ? [{ id, record, meta, rows: rowsOf(items, id) }] : [];
  });
};

const FINAL = ['approval.approved', 'approval.denied', 'approval.expired', 'approval.withdrawn'];

/** At most one final decision per incident: a decided question is never asked again under the same one. */
const oneDecision: Check = ({ id, rows, record }) => {
  const final = rows.filter(({ event }) => FINAL.includes(event));
  const revisedAfter =
    final[0] && rows.some(({ event, seq }) => event === 'approval.revised' && seq > (final[0]?.seq ?? 0));
  const status = record.approval?.status;
  const said = final[0]?.event.slice('approval.'.length).toUpperCase();
  return [
    ...(final.length > 1 ? [`${id} was decided ${final.length} times`] : []),
    ...final.flatMap((row) =>
      row.event === 'approval.approved' && row.at > String(field(row, 'expiresAt'))
        ? [`${id} was approved after its deadline`]
        : [],
    ),
    ...(revisedAfter ? [`${id} was asked again after its decision`] : []),
    ...(said && said !== status ? [`${id} says ${said} in its chain and ${status ?? 'nothing'} in its approval`] : []),
  ];
};

/** Nothing starts without a decision in time, on this revision and digest, by enough different people. */
const startedOnlyApproved: Check = ({ id, rows, record }) =>
  rows
    .filter(({ event }) => event === 'step.started')
    .flatMap((started) => {
      const earlier = rows.filter(({ seq }) => seq < started.seq);
      const approved = earlier.find(({ event }) => event === 'approval.approved');
      if (!approved) return [`${id} started ${String(field(started, 'step'))} unapproved`];
      const asked = earlier
        .filter(({ event }) => event === 'approval.requested' || event === 'approval.revised')
        .at(-1);
      const yes = earlier.filter(
        (row) =>
          row.event === 'vote.cast' &&
          field(row, 'vote') === 'approve' &&
          field(row, 'revision') === field(approved, 'revision'),
      );
      const people = new Set(yes.map(({ actor }) => actor));
      return [
        ...(field(started, 'digest') === field(approved, 'digest') &&
        field(started, 'revision') === field(approved, 'revision')
          ? []
          : [`${id} ran another plan than the approved one`]),
        ...(asked && field(asked, 'revision') === field(approved, 'revision')
          ? []
          : [`${id} was approved in another revision than it was asked`]),
        ...(people.size >= (record.approval?.policy.needed ?? 1)
          ? []
          : [`${id} was approved by ${people.size} people`]),
      ];
    });

/** A step takes effect once, with a row before it. */
const onceWithRows: Check = ({ id, rows, record }) => {
  const doubled = record.journal.filter(
    ({ step }) => rows.filter((row) => row.event === 'step.finished' && field(row, 'step') === step).length > 1,
  );
  const silent = rows.filter(
    (end) =>
      end.event === 'step.finished' &&
      !rows.some(
        (row) => row.event === 'step.started' && row.seq < end.seq && field(row, 'step') === field(end, 'step'),
      ),
  );
  const unsaid = record.journal.filter(
    (row) =>
      row.status === 'done' && !rows.some((said) => said.event === 'step.finished' && field(said, 'step') === row.step),
  );
  return [
    ...doubled.map(({ step }) => `${id} finished ${step} twice`),
    ...silent.map((end) => `${id} finished ${String(field(end, 'step'))} without a row before it`),
    ...unsaid.map(({ step }) => `${id} did ${step} without a row after it`),
  ];
};

const captureOf = (row: JournalRow): string => (row.before === undefined ? '' : sha256(canonical(row.before)));

/** What was captured first stands, in this generation and in those that took it over. */
const firstCaptureStands: Check = ({ id, rows, record }, all) =>
  record.journal.flatMap((row) => {
    const started = rows.filter((said) => said.event === 'step.started' && field(said, 'step') === row.step);
    const lost = started.some((said) => field(said, 'capture') !== captureOf(row));
    const source = all
      .find((story) => story.id === row.carriedFrom)
      ?.record.journal.find(({ step }) => step === row.step);
    return [
      ...(lost ? [`${id} lost the first capture of ${row.step}`] : []),
      ...(source && captureOf(source) !== captureOf(row)
        ? [`${id} took over another capture of ${row.step} than ${row.carriedFrom ?? ''} made`]
        : []),
    ];
  });

/** A visible end, or a place in the sweeper's queue. */
const endsOrWaits: Check = ({ id, meta, record, rows }) => {
  const closed = record.meta.stage === 'closed';
  return [
    ...(rows.filter(({ event }) => event === 'incident.closed').length === (closed ? 1 : 0)
      ? []
      : [`${id} does not have one end`]),
    ...(closed && !(record.meta.outcome && record.meta.times.closedAt) ? [`${id} is closed without an outcome`] : []),
    ...(!closed && !(meta['queue'] === 'OPEN' && typeof meta['due'] === 'string')
      ? [`${id} is open and not in the queue`]
      : []),
  ];
};

const CHECKS: readonly Check[] = [oneDecision, startedOnlyApproved, onceWithRows, firstCaptureStands, endsOrWaits];

const chainsIn = (items: readonly Item[], prefix: string): readonly string[] => [
  ...new Set(items.flatMap(({ pk }) => (pk.startsWith(prefix) ? [pk.slice(prefix.length)] : []))),
];

const brokenChains = (items: readonly Item[]): readonly string[] => {
  return chainsIn(items, logPk('')).flatMap((chain) => {
    const rows = rowsOf(items, chain);
    const head = headOf(
      chain,
      items.find(({ pk, sk }) => pk === logPk(chain) && sk === 'HEAD'),
    );
    const checked = verifyChain(rows, chain);
    const ends = rows.at(-1)?.hash === head.hash && rows.length === head.seq;
    return [
      ...(checked.ok ? [] : [`chain ${chain}: ${checked.problem}`]),
      ...(ends ? [] : [`chain ${chain} does not end at its head`]),
    ];
  });
};

/** What was kept of a log is what stands there, without a gap; the newest rows may still be on their way. */
const brokenCopies = (items: readonly Item[]): readonly string[] =>
  chainsIn(items, copyPk('')).flatMap((chain) => {
    const own = items.filter(({ pk }) => pk === copyPk(chain));
    const kept = own.filter(({ sk }) => sk.startsWith('ROW#')).map(rowOf);
    const notices = own.filter(({ sk }) => sk.startsWith('NOTICE#')) as unknown as readonly Notice[];
    const compared = compareWithCopy(rowsOf(items, chain), { rows: kept, notices });
    if (!compared.ok) return [`copy of ${chain}: ${compared.problem}`];
    return compared.upTo === kept.length ? [] : [`copy of ${chain}: row ${compared.upTo + 1} is missing`];
  });

interface Held {
  readonly id: string;
  readonly version: string;
  readonly holder: string;
}
const heldBy = (stories: readonly Story[]): readonly Held[] =>
  stories.flatMap(({ id: holder, record }) =>
    record.findings
      .filter((row) => row.carriedDeliveries === undefined || row.deliveries > row.carriedDeliveries)
      .map(({ finding }) => ({ id: findingId(finding), version: `${finding.updatedAt} ${finding.count}`, holder })),
  );

/** Every accepted version of a finding is in exactly one incident; copies that a next generation took over do not count. */
const lostFindings = (items: readonly Item[], stories: readonly Story[]): readonly string[] => {
  const held = heldBy(stories);
  const seen = new Map(
    items.filter(({ sk }) => sk === 'SEEN').map((item) => [item.pk.slice('INCIDENT#finding#'.length), item]),
  );
  const doubled = held.filter(
    (one, index) => held.findIndex(({ id, version }) => id === one.id && version === one.version) !== index,
  );
  const unseen = held.filter(({ id }) => !seen.has(id));
  const lost = [...seen].filter(([id, item]) => {
    const version = `${String(item['updatedAt'])} ${String(item['count'])}`;
    return !held.some((one) => one.id === id && one.version === version && one.holder === item['incidentId']);
  });
  return [
    ...doubled.map(({ id, holder }) => `finding ${id} is in ${holder} and in another incident`),
    ...unseen.map(({ id, holder }) => `finding ${id} of ${holder} would be taken for a new one again`),
    ...lost.map(([id]) => `finding ${id} is in no incident`),
  ];
};

const brokenLocks = (items: readonly Item[], stories: readonly Story[]): readonly string[] =>
  items
    .filter(({ sk }) => sk === 'LOCK')
    .flatMap((lock) => {
      const holder = stories.find(({ id }) => id === lock['incidentId']);
      const undo = stories.find(({ id }) => id === lock['undoing']);
      const ghost =
        lock['undoing'] !== undefined && (!undo || undo.record.meta.stage === 'closed' || lock['open'] === true);
      if (ghost) return [`the lock ${lock.pk} waits for an undo that is over, or has begun something beside it`];
      if (!holder) return [`the lock ${lock.pk} is held by nobody`];
      return (lock['open'] === true) === (holder.record.meta.stage !== 'closed')
        ? []
        : [`the lock ${lock.pk} and ${holder.id} disagree`];
    });

/** What the record's contents say against the six promises; empty when they hold. Works on the items of any table. */
export const brokenPromises = (items: readonly Item[]): readonly string[] => {
  const stories = storiesIn(items);
  return [
    ...stories.flatMap((story) => CHECKS.flatMap((check) => check(story, stories))),
    ...brokenChains(items),
    ...brokenCopies(items),
    ...lostFindings(items, stories),
    ...brokenLocks(items, stories),
  ];
};
