import * as z from 'zod';
import { appendAudit } from '../incidents/audit';
import { closeIncident } from '../incidents/close';
import { seal } from '../incidents/digest';
import type { IncidentRecord } from '../incidents/model';
import { readIncident } from '../incidents/read';
import { requestApproval, saveFindings } from '../incidents/request';
import { markStarted, openByHand } from '../incidents/start';
import type { Store } from '../incidents/store';
import { undoPlan } from '../incidents/undo-plan';
import type { PlanDraft, PlannedStep } from '../playbooks/kit/plan';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import type { Target } from '../playbooks/kit/target';
import { look, policyFor, subjectOf, untouchable } from './look';
import { issueOf, targetOfOurs } from './target-input';
import type { Execution } from './wiring';

export type Investigated =
  | { readonly next: 'ask' | 'close'; readonly incidentId: string }
  | { readonly next: 'refused'; readonly incidentId: string; readonly problem: string };

/** It ends as the cause of the run, in a history that is to stay small: what a person typed may be of any length. */
const PROBLEM_MAX = 240;

const refused = (problem: string): Investigated => ({
  next: 'refused',
  incidentId: '-',
  problem: problem.length > PROBLEM_MAX ? `${problem.slice(0, PROBLEM_MAX - 1)}…` : problem,
});

/** Opens the incident (or takes up the one that intake claimed), looks around, and asks. */
export const investigate = async (
  store: Store,
  playbook: AnyPlaybook,
  input: unknown,
  execution: Execution,
): Promise<Investigated> => {
  const opened = await open(store, playbook, input, execution);
  if (typeof opened !== 'string') return opened;
  const record = await readIncident(store, opened);
  if (!record) return refused(`incidentId: there is no incident ${opened}`);
  if (record.meta.stage === 'closed') return { next: 'close', incidentId: opened };
  if (record.approval) return { next: 'ask', incidentId: opened };
  return proceed(store, playbook, record, execution);
};

const proceed = async (
  store: Store,
  playbook: AnyPlaybook,
  record: IncidentRecord,
  execution: Execution,
): Promise<Investigated> => {
  const { incidentId } = record.meta;
  const looked = await look(store, subjectOf(record), playbook);
  if (looked.kind === 'blind') {
    await closeIncident(store, incidentId, { outcome: 'failed', detail: looked.why, page: true });
    return { next: 'close', incidentId };
  }
  if (looked.kind === 'plan') return ask(store, record, looked.draft, execution);
  await saveFindings(store, incidentId, {
    headline: looked.headline ?? playbook.title,
    why: looked.why,
    facts: looked.facts,
  });
  const outcome = looked.kind === 'review' ? 'reviewed' : 'not applicable';
  await closeIncident(store, incidentId, { outcome, detail: looked.why });
  return { next: 'close', incidentId };
};

const ask = async (
  store: Store,
  record: IncidentRecord,
  draft: PlanDraft,
  execution: Execution,
): Promise<Investigated> => {
  const { incidentId } = record.meta;
  const detail = untouchable(store, draft);
  if (detail) {
    await saveFindings(store, incidentId, { headline: draft.headline, why: detail, facts: draft.facts });
    await closeIncident(store, incidentId, { outcome: 'not applicable', detail, page: true });
    return { next: 'close', incidentId };
  }
  const plan = seal(await withoutDone(store, record, draft));
  const policy = policyFor(store, record, plan);
  await requestApproval(store, incidentId, { plan, policy, executionArn: execution.executionArn });
  return { next: 'ask', incidentId };
};

/** A retry is about the remaining steps: what the earlier run finished is left out, with the reason. */
const withoutDone = async (store: Store, record: IncidentRecord, draft: PlanDraft): Promise<PlanDraft> => {
  const { firstVote, continues } = record.meta;
  const earlier = firstVote && continues ? await readIncident(store, continues) : undefined;
  if (!earlier) return draft;
  const done = new Set(earlier.journal.filter((row) => row.status === 'done').map((row) => row.step));
  const steps = draft.steps.map((step): PlannedStep => {
    if (step.kind !== 'do' || !done.has(step.id)) return step;
    const { id, action, title, essential } = step;
    return { id, action, title, essential, kind: 'skip', because: `it was done in ${earlier.meta.incidentId}` };
  });
  return { ...draft, steps };
};

const claimed = z.strictObject({ incidentId: z.string().regex(/^inc-[a-z0-9-]{3,60}$/, 'is not an incident id') });
const saying =
  (cure: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    `${input === undefined ? 'is missing' : 'is something else'}: ${cure}`;
const byHand = z.strictObject({
  target: z.looseObject(
    {},
    { error: saying('say what to act on, such as { "accountId": "…", "region": "…", "id": "…" }') },
  ),
  reason: z
    .string({ error: saying('say why, in a sentence') })
    .trim()
    .min(3, 'is too short: say why, in a sentence')
    .max(500, 'is longer than 500 characters')
    // Pasted from the docs and not filled in.
    .regex(/^[^<]|[^>]$/, 'is not filled in: say why, in a sentence'),
});

/** The incident's id, or the refusal that ends the run with a sentence naming the field. */
const open = async (
  store: Store,
  playbook: AnyPlaybook,
  input: unknown,
  execution: Execution,
): Promise<string | Investigated> => {
  if (typeof input === 'object' && input !== null && 'incidentId' in input) {
    const asked = claimed.safeParse(input);
    if (!asked.success) return refused(sentence(asked.error));
    return begin(store, playbook, asked.data.incidentId, execution);
  }
  const asked = byHand.safeParse(input);
  if (!asked.success) return refused(sentence(asked.error));
  const given = targetOfOurs(store.settings, playbook, asked.data.target);
  if (!given.ok) return refused(`${given.field}: ${given.message}`);
  return openTarget(store, playbook, given.target, asked.data.reason, execution);
};

const BELONGS = 'belongs to another run. To start by hand, give target and reason instead.';

/** Somebody used an incident's id for a run of their own: refused, and whoever watches that incident learns of it. */
const notItsOwn = async (store: Store, { meta }: IncidentRecord, execution: Execution): Promise<Investigated> => {
  const { executionArn } = execution;
  const text = `A run that is not this incident’s own was started with its id: ${executionArn}. It was refused. Nothing was changed.`;
  const row = {
    event: 'run.refused',
    actor: 'cordon',
    text,
    data: { executionArn, code: 'wrong-execution' },
    page: true,
  };
  await appendAudit(store, meta.incidentId, row);
  return refused(`incidentId: ${meta.incidentId} ${BELONGS}`);
};

/** The first execution of the incident's own machine and name is its run; whoever comes later is told so. */
const isItsOwn = async (
  store: Store,
  { meta }: IncidentRecord,
  run: { readonly playbook: string; readonly kind: 'contain' | 'undo' },
  { executionArn, name }: Execution,
): Promise<boolean> => {
  if (meta.incidentId !== name || meta.playbook !== run.playbook || meta.kind !== run.kind) return false;
  return meta.stage === 'closed'
    ? (meta.executionArn ?? executionArn) === executionArn
    : markStarted(store, meta.incidentId, executionArn);
};

const begin = async (
  store: Store,
  playbook: AnyPlaybook,
  incidentId: string,
  execution: Execution,
): Promise<string | Investigated> => {
  const record = await readIncident(store, incidentId);
  if (!record)
    return refused(`incidentId: there is no incident ${incidentId}. To start by hand, give target and reason instead.`);
  const own = await isItsOwn(store, record, { playbook: playbook.id, kind: 'contain' }, execution);
  return own ? incidentId : notItsOwn(store, record, execution);
};

const openTarget = async (
  store: Store,
  playbook: AnyPlaybook,
  target: Target,
  reason: string,
  execution: Execution,
): Promise<string | Investigated> => {
  const { executionArn } = execution;
  const { id, version, locks } = playbook;
  const opened = await openByHand(store, {
    playbook: { id, version, locks },
    target,
    reason,
    executionArn,
    origin: { by: 'console', executionArn },
  });
  return opened.kind === 'opened' ? opened.incidentId : refused(`target: ${opened.text}`);
};

const sentence = (error: z.ZodError): string => {
  const issue = error.issues[0];
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : '';
  if (unknown) return `${unknown}: is not part of the input. Give { "target": { … }, "reason": "…" }`;
  const { field, message } = issueOf(error);
  return `${field}: ${message}`;
};

/** Makes the plan that puts an incident back, from its journal, and asks. */
export const planUndo = async (
  store: Store,
  playbook: AnyPlaybook,
  input: unknown,
  execution: Execution,
): Promise<Investigated> => {
  const asked = claimed.safeParse(input);
  if (!asked.success) return refused(sentence(asked.error));
  const { incidentId } = asked.data;
  const record = await readIncident(store, incidentId);
  const original = record?.meta.undoOf ? await readIncident(store, record.meta.undoOf) : undefined;
  if (!record || !original)
    return refused(
      'incidentId: an undo is asked for on the incident, in Slack, in Cordon’s console or on its command line; it cannot be started here',
    );
  if (!(await isItsOwn(store, record, { playbook: playbook.id, kind: 'undo' }, execution)))
    return notItsOwn(store, record, execution);
  if (record.meta.stage === 'closed') return { next: 'close', incidentId };
  if (record.approval) return { next: 'ask', incidentId };
  const steps = playbook.steps.map((step: AnyPlaybook['steps'][number]) => ({
    id: step.id,
    title: step.action.title,
    risk: step.action.risk,
    need: step.need,
  }));
  const about = { id: playbook.id, version: playbook.version, steps };
  const draft = undoPlan(original, about, store.now(), record.meta.acceptDrift);
  if (draft.steps.every((step) => step.kind === 'skip')) {
    await closeIncident(store, incidentId, { outcome: 'not applicable', detail: 'There is nothing left to put back.' });
    return { next: 'close', incidentId };
  }
  return ask(store, record, draft, execution);
};
