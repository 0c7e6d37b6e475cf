import { randomUUID } from 'node:crypto';
import { type Executor, executorsOf } from '../../cdk/derive/executors';
import { close } from '../../handlers/close';
import { investigate, planUndo } from '../../handlers/investigation';
import { recheck } from '../../handlers/recheck';
import { RunStopped, runStep } from '../../handlers/run-step';
import { seeNow } from '../../handlers/see-now';
import { undoStep } from '../../handlers/undo-step';
import { admit } from '../../incidents/admit';
import { requestUndo, retry } from '../../incidents/after';
import type { After } from '../../incidents/after-rules';
import { decide } from '../../incidents/decide';
import { readIncident } from '../../incidents/read';
import { type Fixture, forTarget, loadFixture, type Subject } from '../../local/findings';
import type { Finding } from '../../playbooks/kit/finding';
import { parseFinding } from '../../playbooks/kit/parse-finding';
import type { AnyPlaybook, Step } from '../../playbooks/kit/playbook';
import type { Target } from '../../playbooks/kit/target';
import { type Hub, openHub } from '../handlers/hub';
import type { World } from '../registry/world';

/** One playbook on one target of one account, run by the hub's own functions, each as the role that it has on AWS. */
export interface Replay {
  readonly hub: Hub;
  readonly world: World;
  readonly playbook: AnyPlaybook;
  readonly target: Target;
  readonly finding?: Finding;
  /** Takes on the hub role of the function that runs next, where it matters who calls. */
  readonly become?: (role: string) => void;
}

/** Who approves is not what is looked at here: one responder does, who neither asked nor owns the target. */
const ANYBODY = {
  groups: ['responders'],
  needed: { production: 1, other: 1 },
  deadlineMinutes: 30,
  remindAfterMinutes: 10,
};

/** A hub whose record is in memory, over an account of Moto; what Moto lacks answers at `awsUrl`. */
export const hubOver = (world: World, awsUrl: string): Hub =>
  openHub({
    accounts: [{ id: world.accountId, name: 'staging', environment: 'staging', live: true }],
    memberEndpoints: { default: world.url, guardduty: awsUrl, cloudtrail: awsUrl },
    breaker: { disruptiveStepsPerHour: 100 },
    approval: { reversible: ANYBODY, disruptive: ANYBODY, destructive: ANYBODY },
  });

/** A finding of the fixtures about this subject, in both of the forms that are needed: the event's detail, and as parsed. */
export const findingAbout = (
  fixture: string,
  subject: Subject,
): { readonly event: Fixture; readonly finding: Finding } => {
  const event = forTarget(loadFixture(fixture), { ...subject, findingId: randomUUID().replaceAll('-', '') });
  const parsed = parseFinding(event);
  if (!parsed.ok) throw new Error(`${fixture} is no finding`);
  return { event, finding: parsed.finding };
};

const executorFor = ({ playbook }: Replay, phase: Executor['phase'], step?: Step): Executor => {
  const own = executorsOf(playbook).filter((executor) => executor.phase === phase);
  const found = own.find(({ name }) => name === step?.action.id) ?? own.find(({ alone }) => alone === undefined);
  if (!found) throw new Error(`${playbook.id} has no function for ${phase}`);
  return found;
};

const as = async <T>({ become }: Replay, { fullName }: Executor, work: () => Promise<T>): Promise<T> => {
  process.env['CORDON_MEMBER_ROLE'] = fullName;
  become?.(fullName);
  return work();
};

const machineRun = (playbook: AnyPlaybook, kind: 'contain' | 'undo', name: string) => ({
  executionArn: `arn:aws:states:eu-west-1:111111111111:execution:cordon-${kind === 'undo' ? 'undo-' : ''}${playbook.id}:${name}`,
  name,
});

const opened = async ({ hub, playbook, target, finding }: Replay): Promise<object> => {
  if (!finding) return { target, reason: 'Somebody saw something' };
  const { id, version, locks } = playbook;
  const receivedAt = hub.store.now().toISOString();
  return {
    incidentId: (await admit(hub.store, { finding, playbook: { id, version, locks }, target, receivedAt })).incidentId,
  };
};

/** Looks around and asks. Gives the incident's id. */
export const ask = async (replay: Replay, input?: object): Promise<string> => {
  const given = input ?? (await opened(replay));
  const name = 'incidentId' in given ? String(given.incidentId) : 'by-hand';
  const run = machineRun(replay.playbook, 'contain', name);
  const looked = await as(replay, executorFor(replay, 'investigate'), () =>
    investigate(replay.hub.store, replay.playbook, given, run),
  );
  if (looked.next === 'refused') throw new Error(looked.problem);
  return looked.incidentId;
};

const RESPONDERS = ['dana', 'lee', 'kim'];

const vote = async ({ hub: { store } }: Replay, incidentId: string): Promise<void> => {
  const revision = (await readIncident(store, incidentId))?.meta.revision ?? 0;
  for (const personId of RESPONDERS)
    await decide(store, { incidentId, revision, vote: 'approve', reason: 'seen', personId, door: 'slack' });
  const status = (await readIncident(store, incidentId))?.approval?.status;
  if (status !== 'APPROVED') throw new Error(`${incidentId} is ${status}`);
};

/** People look at the page and at the dialog, approve, and the machine does every step and closes. `meanwhile` is once they have. Gives the outcome. */
export const contain = async (
  replay: Replay,
  incidentId: string,
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<string | undefined> => {
  const { hub, playbook } = replay;
  const record = await readIncident(hub.store, incidentId);
  const looking = executorFor(replay, 'investigate');
  await as(replay, looking, () => recheck(hub.store, playbook, incidentId));
  await vote(replay, incidentId);
  await meanwhile();
  const execution = record?.meta.executionArn ?? '';
  try {
    for (const step of playbook.steps as readonly Step[])
      await as(replay, executorFor(replay, 'contain', step), () =>
        runStep(hub.store, playbook, { incidentId, step: step.id, execution }),
      );
  } catch (error) {
    if (!(error instanceof RunStopped)) throw error;
  }
  const { outcome } = await as(replay, looking, () =>
    close(hub.store, playbook, incidentId, { executionArn: execution, name: incidentId }),
  );
  await as(replay, looking, () => seeNow(hub.store, playbook, incidentId));
  return outcome;
};

const idOf = (after: After): string => {
  if (after.kind === 'opened') return after.incidentId;
  throw new Error(JSON.stringify(after));
};

/** What is not done is tried again, as the next generation. Gives its id. */
export const tryAgain = async (replay: Replay, incidentId: string): Promise<string> => {
  const next = idOf(
    await retry(replay.hub.store, { incidentId, personId: 'lee', reason: 'What was in the way is gone' }),
  );
  return ask(replay, { incidentId: next });
};

/** Puts everything back, as the machine of undos does. Gives the outcome. */
export const undo = async (
  replay: Replay,
  original: string,
  acceptDrift: readonly string[] = [],
): Promise<string | undefined> => {
  const { hub, playbook } = replay;
  const reason = 'It was a mistake';
  const incidentId = idOf(await requestUndo(hub.store, { incidentId: original, personId: 'lee', reason, acceptDrift }));
  const run = machineRun(playbook, 'undo', incidentId);
  const looking = executorFor(replay, 'investigate');
  await as(replay, looking, () => planUndo(hub.store, playbook, { incidentId }, run));
  await vote(replay, incidentId);
  const putting = executorFor(replay, 'undo');
  try {
    for (const step of [...(playbook.steps as readonly Step[])].reverse())
      await as(replay, putting, () =>
        undoStep(hub.store, playbook, { incidentId, step: step.id, execution: run.executionArn }),
      );
  } catch (error) {
    if (!(error instanceof RunStopped)) throw error;
  }
  return (await as(replay, looking, () => close(hub.store, playbook, incidentId, run))).outcome;
};
