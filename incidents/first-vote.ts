import { canonical } from '../playbooks/kit/json';
import type { PlannedStep } from '../playbooks/kit/plan';
import { riskRank } from '../playbooks/kit/risk';
import { targetKey } from '../playbooks/kit/target-key';
import type { NewRow } from './chain';
import { decideAndKeep } from './decide';
import { putMeta } from './items';
import { remainingSteps } from './journal-rows';
import type { ApprovalStatus, IncidentRecord } from './model';
import { readIncident } from './read';
import { change, type Store } from './store';

type Doing = Extract<PlannedStep, { kind: 'do' }>;
const doing = (steps: readonly PlannedStep[]): readonly Doing[] => steps.filter((step) => step.kind === 'do');

/** Why a retry's click is no vote for this plan: what it holds that the person had not seen. */
export const unseenIn = (record: IncidentRecord, original: IncidentRecord | undefined): string | undefined => {
  if (!record.plan || !original?.plan) return 'there is no earlier plan to compare with';
  if (targetKey(record.plan.target) !== targetKey(original.plan.target)) return 'the target is another one';
  if (riskRank(record.plan.risk) > riskRank(original.plan.risk)) return 'the risk is higher';
  if (record.plan.version !== original.plan.version || record.plan.mode !== original.plan.mode)
    return 'the playbook or the account’s mode changed';
  if (record.plan.risk === 'destructive')
    return 'what cannot be taken back is approved with the plan at hand, by typing what it is about';
  const known = original.plan.reach.map(({ key }) => key);
  const further = record.plan.reach.find(({ key }) => !known.includes(key));
  if (further) return `it now also reaches: ${further.text}`;
  const left = remainingSteps(original);
  const seen = new Map(doing(original.plan.steps).map((step) => [step.id, canonical(step.input)]));
  const other = doing(record.plan.steps).find(
    (step) => !left.includes(step.id) || seen.get(step.id) !== canonical(step.input),
  );
  return other ? `“${other.title}” was not among the remaining steps` : undefined;
};

/** Counts the click that asked for a retry, when the new plan holds nothing else. Safe to repeat: one person's vote counts once. */
export const castFirstVote = async (
  store: Store,
  incidentId: string,
): Promise<{ readonly revision: number; readonly status: ApprovalStatus } | undefined> => {
  const record = await readIncident(store, incidentId);
  const first = record?.meta.firstVote;
  if (!record || !first || record.approval?.status !== 'PENDING') return undefined;
  const unseen = unseenIn(record, record.meta.continues ? await readIncident(store, record.meta.continues) : undefined);
  const { personId, reason, door } = first;
  if (unseen) {
    const text = `The click that asked for the retry does not count as a vote: ${unseen}.`;
    return drop(store, incidentId, { event: 'vote.dropped', actor: personId, text });
  }
  const { revision } = record.approval;
  const click = { incidentId, revision, vote: 'approve', reason, personId, door } as const;
  await decideAndKeep(store, click, (row) => drop(store, incidentId, row));
  const after = await readIncident(store, incidentId);
  return after?.approval ? { revision, status: after.approval.status } : undefined;
};

/** It is tried once: whoever may not vote, or had not seen all of this, is not asked for again. */
const drop = (store: Store, incidentId: string, row: NewRow): Promise<undefined> =>
  change(store, incidentId, ({ meta, approval }) => {
    if (!meta.firstVote) return { result: undefined };
    const { firstVote: _cast, ...rest } = meta;
    return { result: undefined, write: [putMeta(rest, approval)], rows: { [incidentId]: [row] } };
  });
