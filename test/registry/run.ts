import type { ActionContext, AnyAction, Undone, Verification } from '../../playbooks/kit/action';
import type { ServiceName, Uses } from '../../playbooks/kit/services';
import type { Scenario, Subject } from './scenario';
import type { Call, Layer, World } from './world';

export const INCIDENT = 'inc-abcdefghij-1';

/** As the journal keeps them: JSON, and written once before the first change. */
export interface Journal {
  before?: unknown;
  left?: unknown;
  met?: boolean;
}

export type Phase = 'capture' | 'apply' | 'verify' | 'undo';
export interface Recorded extends Call {
  readonly phase: Phase;
}

export class Killed extends Error {
  constructor(readonly call: Call) {
    super(`killed after ${call.service}.${call.method}`);
  }
}

/** A process that makes at most `limit` calls: the last one takes effect, its answer never arrives, and none follows. */
export interface Process {
  readonly calls: Recorded[];
  readonly killed: () => Killed | undefined;
  readonly layer: Layer;
  phase: Phase;
}

export const newProcess = (limit = Number.POSITIVE_INFINITY): Process => {
  let death: Killed | undefined;
  const process: Process = {
    calls: [],
    phase: 'capture',
    killed: () => death,
    layer: async (call, input, next) => {
      if (death) throw death;
      process.calls.push({ ...call, phase: process.phase });
      const dies = process.calls.length >= limit;
      const answer = await next(input).catch((error: unknown) => {
        if (!dies) throw error;
        return {};
      });
      if (!dies) return answer;
      death = new Killed(call);
      throw death;
    },
  };
  return process;
};

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

const contextOf = (world: World, subject: Subject, process: Process): ActionContext<Uses> => ({
  aws: world.through(process.layer),
  target: subject.target,
  incidentId: INCIDENT,
  partition: 'aws',
  now: () => new Date(),
  wait: async () => {},
});

/** One invocation of the executor for one step: capture unless it is stored, apply, verify. */
export const contain = async (
  action: AnyAction,
  scenario: Scenario,
  world: World,
  subject: Subject,
  journal: Journal,
  process = newProcess(),
): Promise<Verification> => {
  const context = contextOf(world, subject, process);
  const input = action.input.parse(subject.input);
  if (!('before' in journal)) journal.before = plain(await action.capture(context, input));
  if (!journal.met) await scenario.meanwhile?.(world, subject);
  journal.met = true;
  const before = action.before.parse(journal.before);
  process.phase = 'apply';
  const left = plain(await action.apply(context, input, before));
  process.phase = 'verify';
  const verification = await action.verify(context, input, before, action.left.parse(left));
  if (!process.killed()) journal.left = left;
  return verification;
};

/** Undo runs later, from what the journal kept; `left` is not in it when apply never finished. */
export const putBack = (
  action: AnyAction,
  world: World,
  subject: Subject,
  journal: Journal,
  options: { process?: Process; accept?: readonly string[] } = {},
): Promise<Undone> => {
  const process = options.process ?? newProcess();
  process.phase = 'undo';
  const context = contextOf(world, subject, process);
  const input = action.input.parse(subject.input);
  const before = action.before.parse(journal.before);
  const left: unknown = journal.left === undefined ? undefined : action.left.parse(journal.left);
  return action.undo(context, input, before, left, options.accept ?? []);
};

export const stateOf = async (
  scenario: Scenario,
  world: World,
  subject: Subject,
): Promise<Readonly<Record<string, unknown>>> => plain(await scenario.state(world, subject)) as Record<string, unknown>;

export const declaredBy = (action: { readonly uses: unknown }): ReadonlySet<string> =>
  new Set(
    Object.entries(action.uses as Uses).flatMap(([service, methods]) =>
      (methods ?? []).map((method) => `${service as ServiceName}.${method}`),
    ),
  );
export const nameOf = (call: Call): string => `${call.service}.${call.method}`;
