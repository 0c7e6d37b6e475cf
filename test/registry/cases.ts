import type { AnyAction } from '../../playbooks/kit/action';
import {
  contain,
  declaredBy,
  type Journal,
  nameOf,
  newProcess,
  type Process,
  putBack,
  type Recorded,
  stateOf,
} from './run';
import type { Scenario, Subject } from './scenario';
import { newWorld, type World } from './world';

const changedParts = (
  from: Readonly<Record<string, unknown>>,
  to: Readonly<Record<string, unknown>>,
): readonly string[] =>
  [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((part) => JSON.stringify(from[part]) !== JSON.stringify(to[part]))
    .sort();

const expectHonest = (action: AnyAction, calls: readonly Recorded[]): void => {
  const declared = declaredBy(action);
  expect(calls.map(nameOf).filter((call) => !declared.has(call))).toEqual([]);
  const early = calls.filter((call) => call.phase !== 'undo');
  const looking = calls.filter((call) => call.phase === 'capture' || call.phase === 'verify');
  const late = calls.filter((call) => call.phase === 'undo');
  expect(looking.filter((call) => action.writes.includes(call.method)).map(nameOf)).toEqual([]);
  expect(early.filter((call) => action.undoOnly?.includes(call.method)).map(nameOf)).toEqual([]);
  const after = calls.filter((call) => call.phase === 'verify' || call.phase === 'undo');
  expect(after.filter((call) => action.applyOnly?.includes(call.method)).map(nameOf)).toEqual([]);
  expect(late.filter((call) => action.containOnly?.includes(call.method)).map(nameOf)).toEqual([]);
};

interface Case {
  readonly world: World;
  readonly subject: Subject;
  readonly start: Readonly<Record<string, unknown>>;
}

export const newCase = async (scenario: Scenario, url: string): Promise<Case> => {
  const world = newWorld(url, scenario.corrections);
  const subject = await scenario.seed(world);
  return { world, subject, start: await stateOf(scenario, world, subject) };
};

// What happens meanwhile is not the action's doing: the state that undo must reach includes it.
const watching = (scenario: Scenario, seen: (state: Readonly<Record<string, unknown>>) => void): Scenario => ({
  ...scenario,
  meanwhile: async (world, subject) => {
    await scenario.meanwhile?.(world, subject);
    seen(await stateOf(scenario, world, subject));
  },
});

const expectContained = async (
  action: AnyAction,
  scenario: Scenario,
  one: Case,
  journal: Journal,
  process?: Process,
) => {
  const verification = await contain(action, scenario, one.world, one.subject, journal, process);
  expect(verification).toEqual({ ok: true, saw: expect.any(String) });
  expect(await scenario.outcome.see(one.world, one.subject)).toEqual(scenario.outcome.is);
};

const expectPutBack = async (
  action: AnyAction,
  scenario: Scenario,
  one: Case,
  start: Readonly<Record<string, unknown>>,
  journal: Journal,
  process?: Process,
) => {
  const undone = await putBack(action, one.world, one.subject, journal, process ? { process } : {});
  expect(undone).toEqual({ kind: 'undone', saw: expect.any(String) });
  const end = await stateOf(scenario, one.world, one.subject);
  const left = [...(scenario.leaves ?? [])].sort();
  for (const part of Object.keys(start).filter((name) => !left.includes(name)))
    expect({ [part]: end[part] }).toEqual({ [part]: start[part] });
  expect(changedParts(start, end)).toEqual(left);
};

export const wholeWay = async (action: AnyAction, scenario: Scenario, url: string): Promise<readonly Recorded[]> => {
  const one = await newCase(scenario, url);
  const journal: Journal = {};
  let start = one.start;
  const process = newProcess();
  await expectContained(
    action,
    watching(scenario, (state) => {
      start = state;
    }),
    one,
    journal,
    process,
  );
  const contained = await stateOf(scenario, one.world, one.subject);
  process.phase = 'apply';
  await expectContained(action, scenario, one, journal, process);
  expect(await stateOf(scenario, one.world, one.subject)).toEqual(contained);
  await expectPutBack(action, scenario, one, start, journal, process);
  await expectPutBack(action, scenario, one, start, journal);
  expectHonest(action, process.calls);
  return process.calls;
};

/** A run whose process is killed after its nth call. `start` is what was there before the first change. */
const killedAfter = async (action: AnyAction, scenario: Scenario, url: string, nth: number) => {
  const one = await newCase(scenario, url);
  const journal: Journal = {};
  const seen = { start: one.start };
  const watched = watching(scenario, (state) => {
    seen.start = state;
  });
  const process = newProcess(nth);
  await contain(action, watched, one.world, one.subject, journal, process).catch((error: unknown) => {
    if (!process.killed()) throw error;
  });
  return { one, journal, watched, process, start: () => seen.start };
};

/** Runs once with the process killed after its nth call, then again to the end. True when the first run was killed. */
export const killedOnce = async (action: AnyAction, scenario: Scenario, url: string, nth: number): Promise<boolean> => {
  const { one, journal, watched, process, start } = await killedAfter(action, scenario, url, nth);
  await expectContained(action, watched, one, journal);
  await expectPutBack(action, scenario, one, start(), journal);
  return process.killed() !== undefined;
};

/** Killed after its nth call and never run again: whatever it had changed by then is put back from the capture alone. */
export const killedForGood = async (
  action: AnyAction,
  scenario: Scenario,
  url: string,
  nth: number,
): Promise<boolean> => {
  const { one, journal, process, start } = await killedAfter(action, scenario, url, nth);
  if (!process.killed()) return false;
  if (!journal.met) return true;
  const undone = await putBack(action, one.world, one.subject, journal);
  expect(undone).toEqual({ kind: 'undone', saw: expect.any(String) });
  const end = await stateOf(scenario, one.world, one.subject);
  const unexpected = changedParts(start(), end).filter((part) => !scenario.leaves?.includes(part));
  expect(unexpected.map((part) => ({ [part]: end[part] }))).toEqual(
    unexpected.map((part) => ({ [part]: start()[part] })),
  );
  return true;
};

export const undoKilledOnce = async (
  action: AnyAction,
  scenario: Scenario,
  url: string,
  nth: number,
): Promise<boolean> => {
  const one = await newCase(scenario, url);
  const journal: Journal = {};
  let start = one.start;
  await contain(
    action,
    watching(scenario, (state) => {
      start = state;
    }),
    one.world,
    one.subject,
    journal,
  );
  const process = newProcess(nth);
  await putBack(action, one.world, one.subject, journal, { process }).catch((error: unknown) => {
    if (!process.killed()) throw error;
  });
  await expectPutBack(action, scenario, one, start, journal);
  return process.killed() !== undefined;
};
