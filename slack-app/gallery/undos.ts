import { seal } from '../../incidents/digest';
import type { IncidentRecord, JournalRow, Meta } from '../../incidents/model';
import { undoPlan } from '../../incidents/undo-plan';
import { type Example, example } from './entry';
import { did, journal } from './instance';
import { approval, approved, asked, CHANGED, ended, endedEarly, ID, vote } from './records';
import { at } from './times';

const playbook = {
  id: 'isolate-instance',
  version: 1,
  steps: [
    { id: 'protect-instance', title: 'Protect the instance from termination', risk: 'reversible', need: 'best-effort' },
    { id: 'snapshot-volumes', title: 'Snapshot all volumes', risk: 'reversible', need: 'best-effort' },
    {
      id: 'enter-standby',
      title: 'Put the instance on standby in Auto Scaling',
      risk: 'disruptive',
      need: 'best-effort',
    },
    { id: 'quarantine-interfaces', title: 'Quarantine every network interface', risk: 'disruptive', need: 'essential' },
    { id: 'tag-case', title: 'Tag the instance with the case', risk: 'reversible', need: 'best-effort' },
  ],
} as const;

const original = ended(
  'contained',
  'Every step was read back from the account.',
  { journal: journal() },
  { times: CHANGED },
);
const plan = seal(undoPlan(original, playbook, new Date(at(119))));

const UNDO: Partial<Meta> = {
  incidentId: `${ID}-u1`,
  kind: 'undo',
  undoOf: ID,
  origin: { by: 'person', personId: 'dana', door: 'slack' },
  reason: 'false positive: the domain belongs to our own sinkhole',
  severity: 8,
};
const request = approval({
  policy: { ...approval().policy, excluded: [{ personId: 'dana', because: 'asked for this' }] },
});
const yes = {
  plan,
  findings: [],
  approval: { ...request, status: 'APPROVED' as const, approvals: 2, decidedBy: ['eli', 'noor'], decidedAt: at(8) },
  votes: [vote('eli', 4, 'checked with the DNS team'), vote('noor', 8, 'fine')],
};

const back = (step: string, over: Partial<JournalRow> = {}): JournalRow =>
  did(step, { essential: true, before: {}, saw: 'read back as before', ...over });

const DRIFT = {
  field: 'eni-0f1e2d3c4b5a69788',
  leftAs: 'the quarantine group',
  foundAs: 'forensics (sg-0dd4)',
};
const DRIFTED =
  'Someone else changed it since: eni-0f1e2d3c4b5a69788 is forensics (sg-0dd4), was left as the quarantine group. Nothing was changed.';

/** What an undo left alone, on the incident that it was to put back. */
export const driftedOriginal: IncidentRecord = {
  ...original,
  meta: { ...original.meta, undo: { incidentId: `${ID}-u1`, n: 1, open: false } },
  journal: original.journal.map((row) =>
    row.step === 'quarantine-interfaces'
      ? { ...row, undo: { status: 'drifted', detail: DRIFTED, drift: [DRIFT], at: at(130) } }
      : row,
  ),
};

/** No finding asks for an undo: GuardDuty has no part in its time. */
const withoutFinding = (one: Example): Example => {
  if (one.record.meta.kind !== 'undo') return one;
  const { activityAt: _activity, findingAt: _finding, ...times } = one.record.meta.times;
  return { ...one, record: { ...one.record, meta: { ...one.record.meta, times } } };
};

/** Undo requests, and what came of them. */
export const undos: readonly Example[] = [
  example('undo-pending', 'An undo is asked for', asked({ plan, findings: [], approval: request }, UNDO)),
  example(
    'undo-dry-run',
    'An undo in an account that is in dry run again',
    asked({ plan: { ...plan, mode: 'dry-run' }, findings: [], approval: request }, UNDO),
  ),
  example('undo-running', 'The undo is under way', approved({ ...yes, journal: [back('tag-case')] }, UNDO)),
  example(
    'undone',
    'Everything is back',
    ended(
      'undone',
      'Everything was put back and read back from the account.',
      {
        ...yes,
        journal: ['tag-case', 'quarantine-interfaces', 'snapshot-volumes', 'protect-instance'].map((step) =>
          back(step),
        ),
      },
      { ...UNDO, times: CHANGED },
    ),
  ),
  example('undone-original', 'The incident that was put back', {
    ...original,
    meta: {
      ...original.meta,
      outcome: 'undone',
      outcomeDetail: 'Everything was put back and read back from the account.',
    },
    journal: original.journal.map((row) =>
      row.before === undefined
        ? row
        : { ...row, undo: { status: 'undone', detail: 'read back as before', at: at(130) } },
    ),
  }),
  example(
    'undo-drifted',
    'The undo stopped: somebody changed it since',
    ended(
      'partly contained',
      `Not put back: Undo: Quarantine every network interface. ${DRIFTED}`,
      {
        ...yes,
        journal: [back('tag-case'), did('quarantine-interfaces', { status: 'failed', before: {}, problem: DRIFTED })],
      },
      { ...UNDO, times: CHANGED },
    ),
  ),
  example('contained-drifted', 'The incident whose undo stopped', driftedOriginal),
  example(
    'undo-denied',
    'The undo was refused',
    endedEarly(
      'denied',
      'Denied: the forensics team still works on it. Everything stays contained.',
      {
        plan,
        findings: [],
        approval: { ...request, status: 'DENIED', decidedBy: ['eli'], reason: 'the forensics team still works on it' },
        votes: [vote('eli', 8, 'the forensics team still works on it', { vote: 'deny' })],
      },
      UNDO,
    ),
  ),
  example(
    'undo-expired',
    'Nobody decided on the undo',
    endedEarly(
      'expired',
      'Nobody decided in time. Everything stays contained.',
      { plan, findings: [], approval: { ...request, status: 'EXPIRED' } },
      UNDO,
    ),
  ),
  example('undo-failed', 'The undo could not be planned', {
    meta: {
      ...original.meta,
      ...UNDO,
      revision: 0,
      stage: 'closed',
      outcome: 'failed',
      outcomeDetail: 'The undo could not be planned.',
    },
    findings: [],
    votes: [],
    journal: [],
  }),
].map(withoutFinding);
