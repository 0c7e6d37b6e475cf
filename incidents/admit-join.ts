import type { Finding } from '../playbooks/kit/finding';
import type { Answer } from './admit-rules';
import { type Admitted, type Place, rowFor } from './arrival';
import { ask, askedText } from './asking';
import type { NewRow } from './chain';
import { LEASE_SECONDS, plus } from './due';
import { putFinding, putMeta, renewFinding } from './items';
import { findingId } from './keys';
import type { FindingRow, IncidentRecord, Meta } from './model';
import { describeFinding } from './open';
import { policyOn, suspectsOf } from './policy';
import type { Operation } from './port';
import type { Draft, Store } from './store';

const WHERE: Readonly<Record<Exclude<Answer, 'open'>, string>> = {
  join: '',
  'ask-again': ' The severity rose: the question is asked again and earlier votes no longer count.',
  quiet: ' The target stays quiet after the last decision.',
  'join-and-page': ' Nothing happens by itself here: a person has to look.',
};

const joinText = (
  current: IncidentRecord,
  finding: Finding,
  known: FindingRow | undefined,
  answer: Exclude<Answer, 'open'>,
): string => {
  const { meta } = current;
  const what = known ? `The finding was seen ${finding.count} times by now: ` : 'Another finding: ';
  const closed = meta.stage === 'closed' ? ` This incident is closed as ${meta.outcome ?? 'closed'}.` : '';
  const real = meta.drill ? ' It is not of the drill that opened this: from now on this is no drill.' : '';
  return `${what}${describeFinding(finding)}.${closed}${WHERE[answer]}${real}`;
};

const KINDS = { join: 'joined', 'ask-again': 'asks-again', quiet: 'quiet', 'join-and-page': 'joined' } as const;

/** A finding about a target whose incident goes on, or whose last outcome stands. */
export const join = (
  store: Store,
  place: Place,
  current: IncidentRecord,
  answer: Exclude<Answer, 'open'>,
  at: string,
): Draft<Admitted> => {
  const { finding } = place.arrival;
  const known = current.findings.find((row) => findingId(row.finding) === findingId(finding));
  const row = rowFor(place.arrival, known);
  const text = joinText(current, finding, known, answer);
  const said: NewRow = {
    event: known ? 'finding.updated' : 'finding.joined',
    actor: 'guardduty',
    text,
    data: { finding: finding.id, count: finding.count, severity: finding.severity },
    ...(answer === 'join-and-page' || current.meta.drill ? { page: true } : {}),
  };
  const grown = grow(current, row, known, place.arrival.flood ? undefined : at);
  const again =
    answer === 'ask-again' ? askAgain(store, grown, at) : { write: [putMeta(grown.meta, grown.approval)], rows: [] };
  return {
    result: { kind: KINDS[answer], incidentId: current.meta.incidentId, start: false, text },
    write: [
      (known ? renewFinding : putFinding)(current.meta.incidentId, row),
      ...again.write,
      ...suspectsOfUndo(place, row),
    ],
    rows: { [current.meta.incidentId]: [said, ...again.rows], ...undoRows(place, said) },
  };
};

/** It need not wait any longer: the flood is over, or somebody has to see this now. */
const begun = ({ startAfter, ...meta }: Meta, now: string | undefined): Meta => {
  if (startAfter === undefined) return meta;
  return now === undefined ? { ...meta, startAfter } : { ...meta, startBy: plus(now, LEASE_SECONDS) };
};

/** `now` is given when nothing holds its investigation up. */
const grow = (
  current: IncidentRecord,
  row: FindingRow,
  known: FindingRow | undefined,
  now: string | undefined,
): IncidentRecord => {
  // Something real on what was made for a drill: from here on it is no drill any more.
  const { drill: _over, ...before } = begun(current.meta, now);
  const meta: Meta = {
    ...before,
    severity: Math.max(current.meta.severity, row.finding.severity),
    findingCount: current.findings.length + (known ? 0 : 1),
  };
  const others = current.findings.filter((one) => one !== known);
  return { ...current, meta, findings: [...others, row] };
};

const askAgain = (
  store: Store,
  grown: IncidentRecord,
  at: string,
): { write: readonly Operation[]; rows: readonly NewRow[] } => {
  const { plan } = grown;
  if (!plan) return { write: [putMeta(grown.meta, grown.approval)], rows: [] };
  const asked = ask(
    store.settings,
    grown,
    { plan, policy: policyOn(store.settings, grown.meta, grown.findings, plan) },
    at,
  );
  const row: NewRow = {
    event: 'approval.revised',
    actor: 'cordon',
    text: `Asked again: ${askedText(plan, asked.approval)}.`,
    data: { revision: asked.approval.revision, digest: plan.digest },
    page: true,
  };
  return { write: asked.write, rows: [row, ...asked.rows] };
};

/** Whoever decides about putting things back has to know that the target was seen again. */
const undoRows = ({ undoId }: Place, said: NewRow): Readonly<Record<string, readonly NewRow[]>> =>
  undoId ? { [undoId]: [{ ...said, text: `While this undo is open: ${said.text}`, page: true }] } : {};

/** Nor may whoever the finding names say that everything is put back. */
const suspectsOfUndo = ({ undo }: Place, row: FindingRow): readonly Operation[] => {
  if (!undo || undo.meta.stage === 'closed') return [];
  return [putMeta({ ...undo.meta, suspects: suspectsOf(undo.meta, [row]) }, undo.approval)];
};
