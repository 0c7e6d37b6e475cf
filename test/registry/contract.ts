import type { AnyAction } from '../../playbooks/kit/action';
import { iamActionsOf, type Uses } from '../../playbooks/kit/services';
import { catalogued, covers, isWrite, kindsMissing } from './catalogue';
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

export type { Scenario, Subject } from './scenario';
export type { Correction, Layer, World } from './world';

const iamName = (call: string): string => {
  const [service = '', method = ''] = call.split('.');
  return `${service}:${method.charAt(0).toUpperCase()}${method.slice(1)}`;
};

const changedParts = (
  from: Readonly<Record<string, unknown>>,
  to: Readonly<Record<string, unknown>>,
): readonly string[] =>
  [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((part) => JSON.stringify(from[part]) !== JSON.stringify(to[part]))
    .sort();

/** The declaration itself: names that IAM knows, writes that are writes, ARNs that fit. Needs no emulator. */
export const declarationOf = (action: AnyAction): void => {
  const wide = { partition: 'aws', accountId: '*', region: '*' };
  test('declares calls that IAM knows', async () => {
    for (const name of [...iamActionsOf(action.uses as Uses), ...(action.alsoNeeds ?? [])]) {
      expect([name, (await catalogued(name)) !== undefined]).toEqual([name, true]);
    }
  });

  test('declares as writes exactly the calls that change something', async () => {
    const calls = [...declaredBy(action)];
    const writing = await Promise.all(
      calls.map(async (call) => ((await isWrite(iamName(call))) ? call.split('.')[1] : [])),
    );
    expect([...action.writes].sort()).toEqual(writing.flat().sort());
  });

  test('names its own calls where it gives some to one phase alone', () => {
    const methods = [...declaredBy(action)].map((call) => call.split('.')[1]);
    for (const method of [...(action.undoOnly ?? []), ...(action.containOnly ?? [])]) expect(methods).toContain(method);
  });

  test('gives every write the kinds of resource that it needs, or a reason for *', async () => {
    const arns = action.resources(wide, undefined);
    const writes = [...declaredBy(action)].filter((call) => action.writes.includes(call.split('.')[1] ?? ''));
    for (const name of writes.map(iamName)) {
      const missing = action.wideWrites?.[name.split(':')[1] ?? ''] ? [] : await kindsMissing(name, arns);
      expect([name, missing]).toEqual([name, []]);
    }
  });
};

const expectHonest = (action: AnyAction, calls: readonly Recorded[]): void => {
  const declared = declaredBy(action);
  expect(calls.map(nameOf).filter((call) => !declared.has(call))).toEqual([]);
  const early = calls.filter((call) => call.phase !== 'undo');
  const looking = calls.filter((call) => call.phase === 'capture' || call.phase === 'verify');
  const late = calls.filter((call) => call.phase === 'undo');
  expect(looking.filter((call) => action.writes.includes(call.method)).map(nameOf)).toEqual([]);
  expect(early.filter((call) => action.undoOnly?.includes(call.method)).map(nameOf)).toEqual([]);
  expect(late.filter((call) => action.containOnly?.includes(call.method)).map(nameOf)).toEqual([]);
};

interface Case {
  readonly world: World;
  readonly subject: Subject;
  readonly start: Readonly<Record<string, unknown>>;
}

const newCase = async (scenario: Scenario, url: string): Promise<Case> => {
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

const wholeWay = async (action: AnyAction, scenario: Scenario, url: string): Promise<readonly Recorded[]> => {
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

/** Runs once with the process killed after its nth call, then again to the end. True when the first run was killed. */
const killedOnce = async (action: AnyAction, scenario: Scenario, url: string, nth: number): Promise<boolean> => {
  const one = await newCase(scenario, url);
  const journal: Journal = {};
  let start = one.start;
  const watched = watching(scenario, (state) => {
    start = state;
  });
  const process = newProcess(nth);
  await contain(action, watched, one.world, one.subject, journal, process).catch((error: unknown) => {
    if (!process.killed()) throw error;
  });
  await expectContained(action, watched, one, journal);
  await expectPutBack(action, scenario, one, start, journal);
  return process.killed() !== undefined;
};

/** Killed after its nth call and never run again: whatever it had changed by then is put back from the capture alone. */
const killedForGood = async (action: AnyAction, scenario: Scenario, url: string, nth: number): Promise<boolean> => {
  const one = await newCase(scenario, url);
  const journal: Journal = {};
  let start = one.start;
  const watched = watching(scenario, (state) => {
    start = state;
  });
  const process = newProcess(nth);
  await contain(action, watched, one.world, one.subject, journal, process).catch((error: unknown) => {
    if (!process.killed()) throw error;
  });
  if (!process.killed()) return false;
  if (!journal.met) return true;
  const undone = await putBack(action, one.world, one.subject, journal);
  expect(undone).toEqual({ kind: 'undone', saw: expect.any(String) });
  const end = await stateOf(scenario, one.world, one.subject);
  const unexpected = changedParts(start, end).filter((part) => !scenario.leaves?.includes(part));
  expect(unexpected.map((part) => ({ [part]: end[part] }))).toEqual(
    unexpected.map((part) => ({ [part]: start[part] })),
  );
  return true;
};

const undoKilledOnce = async (action: AnyAction, scenario: Scenario, url: string, nth: number): Promise<boolean> => {
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

/** `only` leaves out deaths that cannot differ: between two writes nothing changes. */
const afterEachCall = async (
  once: (nth: number) => Promise<boolean>,
  only: (nth: number) => boolean = () => true,
): Promise<void> => {
  for (let nth = 1; nth <= 200; nth += 1) {
    const killed =
      !only(nth) ||
      (await once(nth).catch((error: unknown) => {
        throw new Error(`killed after call ${nth}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }));
    if (!killed) return;
  }
  throw new Error('The action makes more than 200 calls');
};

const KILLS_MS = 180_000;

const isWriteOf = (action: AnyAction, call: Recorded | undefined): boolean =>
  call === undefined || action.writes.includes(call.method);

/** `seen` holds the calls of an undisturbed run, in order. */
const killsOf = (action: AnyAction, scenario: Scenario, moto: () => string, seen: readonly Recorded[]): void => {
  test(
    'ends the same when it is killed after any single call and run again',
    async () => {
      await afterEachCall((nth) => killedOnce(action, scenario, moto(), nth));
    },
    KILLS_MS,
  );
  test(
    'puts back what a run that was killed for good had changed',
    async () => {
      await afterEachCall(
        (nth) => killedForGood(action, scenario, moto(), nth),
        (nth) => isWriteOf(action, seen[nth - 1]),
      );
    },
    KILLS_MS,
  );
  test(
    'puts everything back when undo is killed after any single call and run again',
    async () => {
      await afterEachCall((nth) => undoKilledOnce(action, scenario, moto(), nth));
    },
    KILLS_MS,
  );
};

/**
 * What every action promises, against Moto, in one situation.
 * @param moto where Moto listens, once tests run
 * @returns the calls that were seen, for the check that none is declared in vain
 */
export const contractOf = (action: AnyAction, scenario: Scenario, moto: () => string): (() => readonly Recorded[]) => {
  const seen: Recorded[] = [];
  const faked = (scenario.corrections ?? [])
    .map((correction) => ` [Moto: ${correction.wrong}; proven with a fake]`)
    .join('');
  describe(`${scenario.name}${faked}`, () => {
    test(
      'applies, verifies, changes nothing more when applied again, and puts everything back',
      async () => {
        seen.push(...(await wholeWay(action, scenario, moto())));
      },
      KILLS_MS,
    );
    if (!scenario.straight) killsOf(action, scenario, moto, seen);
    test('narrows its writes to its target within what its role may touch', async () => {
      const { world, subject } = await newCase(scenario, moto());
      const scope = { partition: 'aws', accountId: world.accountId, region: world.region };
      const wide = action.resources({ ...scope, accountId: '*', region: '*' }, undefined);
      const arns = action.resources(scope, action.input.parse(subject.input));
      expect(arns.filter((arn) => !covers(wide, arn))).toEqual([]);
      if (action.writes.length > 0) expect(arns.length).toBeGreaterThan(0);
    });
    test('says to people what undo leaves, exactly when it leaves something', () => {
      if ((scenario.leaves ?? []).length > 0) expect(action.leaves.length).toBeGreaterThan(0);
    });
  });
  return () => seen;
};

/** All of one action: its declaration, each of its scenarios, and that no call is declared in vain. */
export const contractsOf = (action: AnyAction, scenarios: readonly Scenario[], moto: () => string): void => {
  describe(action.id, () => {
    declarationOf(action);
    const seen = scenarios.map((scenario) => contractOf(action, scenario, moto));
    test('makes every call that it declares, in one scenario or another', () => {
      const made = new Set(seen.flatMap((calls) => calls()).map(nameOf));
      expect([...declaredBy(action)].filter((call) => !made.has(call))).toEqual([]);
    });
  });
};
