import { takeBreaker } from '../incidents/breaker';
import { readPause } from '../incidents/control';
import { mayRun, type Refusal } from '../incidents/gate';
import { captureStep, failStep, finishStep, refuseRun, skipStep, wouldDoStep } from '../incidents/journal';
import type { IncidentRecord, JournalRow } from '../incidents/model';
import { readIncident } from '../incidents/read';
import type { Store } from '../incidents/store';
import type { ActionContext, AnyAction, Verification } from '../playbooks/kit/action';
import { PlaybookError } from '../playbooks/kit/errors';
import type { Json } from '../playbooks/kit/json';
import type { PlannedStep } from '../playbooks/kit/plan';
import type { AnyPlaybook, Step } from '../playbooks/kit/playbook';
import { riskRank } from '../playbooks/kit/risk';
import type { Uses } from '../playbooks/kit/services';
import { sessionPolicyFor } from '../playbooks/kit/session-policy';
import { compare } from '../playbooks/kit/staleness';
import { look, subjectOf } from './look';
import { openMember, partitionOf, wait } from './member';
import { problemOf } from './wiring';

export interface Asked {
  readonly incidentId: string;
  readonly step: string;
  readonly execution: string;
}

/** Ends the run: what stopped it is in the record. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
}

/** Refuses, with an audit row and a message to people, and stops the run. */
export const stop = async (store: Store, asked: Asked, refusal: Refusal): Promise<never> => {
  await refuseRun(store, asked.incidentId, asked.step, refusal);
  throw new RunStopped(refusal.text);
};

interface Run {
  readonly record: IncidentRecord;
  readonly definition: Step;
  readonly planned: Extract<PlannedStep, { kind: 'do' }>;
  readonly action: AnyAction;
  readonly input: unknown;
}

/** Does one step of an approved plan: gate, capture, apply, verify, save. Returns its status; throws to stop the run. */
export const runStep = async (store: Store, playbook: AnyPlaybook, asked: Asked): Promise<string> => {
  const record = await readIncident(store, asked.incidentId);
  const definition = (playbook.steps as readonly Step[]).find((step) => step.id === asked.step);
  const gate = await passGate(store, record, asked);
  if (!record || !definition || !gate.ok) return stop(store, asked, gate.ok ? unknownStep(asked) : gate);
  const planned = record.plan?.steps.find((step) => step.id === asked.step);
  if (!planned) return stop(store, asked, unknownStep(asked));
  if (planned.kind === 'skip') return skipStep(store, asked.incidentId, planned).then(() => 'skipped');
  const { action } = definition;
  const run: Run = { record, definition, planned, action, input: action.input.parse(planned.input) };
  const row = record.journal.find((journal) => journal.step === asked.step);
  if (row?.status === 'done') return 'done';
  await holdsStill(store, playbook, run, asked);
  if (gate.mode === 'dry-run') return wouldDoStep(store, asked.incidentId, planned).then(() => 'would do');
  await withinBreaker(store, run, asked);
  // Looking around takes seconds: a pause, or a close, that came meanwhile still counts.
  const last = await passGate(store, await readIncident(store, asked.incidentId), asked);
  if (!last.ok) return stop(store, asked, last);
  if (last.mode === 'dry-run') return wouldDoStep(store, asked.incidentId, planned).then(() => 'would do');
  return change(store, run, asked);
};

const unknownStep = (asked: Asked): Refusal => ({
  ok: false,
  code: 'unknown-step',
  text: `The plan has no step ${asked.step}. Nothing was changed.`,
  page: true,
});

/** The gate before a change, at the record and the pause as they are now. */
export const passGate = async (store: Store, record: IncidentRecord | undefined, asked: Asked) => {
  const paused = await readPause(store);
  return mayRun({
    record,
    step: asked.step,
    executionArn: asked.execution,
    now: store.now(),
    settings: store.settings,
    paused,
  });
};

/** The executor's own look at the world, before the first change of a run. */
const holdsStill = async (store: Store, playbook: AnyPlaybook, run: Run, asked: Asked): Promise<void> => {
  const { record } = run;
  const begun = record.journal.some((row) => row.attempts > 0);
  if (begun || !record.plan) return;
  const looked = await look(store, subjectOf(record), playbook, [
    ...new Set([...playbook.needs, ...playbook.recheck]),
  ] as string[]);
  if (looked.kind === 'blind')
    return stop(store, asked, { ok: false, code: 'blind', text: `${looked.why}. Nothing was changed.`, page: true });
  if (looked.kind !== 'plan')
    return stop(store, asked, { ok: false, code: 'gone', text: `${looked.why} Nothing was changed.`, page: false });
  const { stale } = compare(record.plan, looked.draft);
  if (stale.length > 0) {
    return stop(store, asked, {
      ok: false,
      code: 'stale',
      text: `The plan no longer fits: ${stale.join('; ')}. Nothing was changed.`,
      page: false,
    });
  }
};

const withinBreaker = async (store: Store, run: Run, asked: Asked): Promise<void> => {
  if (riskRank(run.action.risk) < riskRank('disruptive')) return;
  const taken = await takeBreaker(store, run.record.meta.target.accountId, asked.incidentId, asked.step);
  if (!taken.ok) return stop(store, asked, taken);
};

const contextFor = async (store: Store, run: Run): Promise<ActionContext<Uses>> => {
  const { target, incidentId } = run.record.meta;
  const partition = partitionOf(store.settings.hub.region);
  const region = target.region === 'global' ? '*' : target.region;
  const scope = { partition, accountId: target.accountId, region };
  const door = await openMember(store.settings, target, incidentId, {
    sessionPolicy: sessionPolicyFor(run.action, run.input, scope),
  });
  return { aws: door.services(run.action.uses as Uses), target, incidentId, partition, now: store.now, wait };
};

const change = async (store: Store, run: Run, asked: Asked): Promise<string> => {
  let row: JournalRow | undefined;
  try {
    const context = await contextFor(store, run);
    row = await captured(store, context, run);
    const before: unknown = run.action.before.parse(row.before);
    const left: unknown = await run.action.apply(context, run.input, before);
    const seen = await verified(run, context, before, left);
    if (!seen.ok) throw new PlaybookError('not-effective', seen.problem);
    await finishStep(store, asked.incidentId, asked.step, { left: left as Json, saw: seen.saw });
    return 'done';
  } catch (error) {
    return failed(store, run, asked, error);
  }
};

const captured = async (store: Store, context: ActionContext<Uses>, run: Run): Promise<JournalRow> => {
  const { incidentId } = run.record.meta;
  const standing = run.record.journal.find((row) => row.step === run.planned.id && row.before !== undefined);
  const before = standing ? standing.before : ((await run.action.capture(context, run.input)) as Json);
  return captureStep(store, incidentId, { planned: run.planned, before: before ?? null });
};

const TRIES = 4;
const BETWEEN_MS = 1000;

/** AWS's control planes are eventually consistent: the read-back is tried for a few seconds before it counts as a failure. */
const verified = async (
  run: Run,
  context: ActionContext<Uses>,
  before: unknown,
  left: unknown,
): Promise<Verification> => {
  for (let attempt = 1; ; attempt += 1) {
    const seen = await run.action.verify(context, run.input, before, left);
    if (seen.ok || attempt >= TRIES) return seen;
    await wait(BETWEEN_MS * attempt);
  }
};

const goesOn = ({ need, whenItFails }: Step): boolean => need === 'best-effort' || whenItFails === 'go on';

const failed = async (store: Store, run: Run, asked: Asked, error: unknown): Promise<string> => {
  const problem = problemOf(error);
  await failStep(store, asked.incidentId, { planned: run.planned, problem });
  if (goesOn(run.definition)) return 'failed';
  throw new RunStopped(problem);
};
