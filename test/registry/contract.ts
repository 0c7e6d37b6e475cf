import type { AnyAction } from '../../playbooks/kit/action';
import { iamActionsOf, type Uses } from '../../playbooks/kit/services';
import { killedForGood, killedOnce, newCase, undoKilledOnce, wholeWay } from './cases';
import { catalogued, covers, isWrite, keysUnknown, kindsMissing } from './catalogue';
import { declaredBy, nameOf, type Recorded } from './run';
import type { Scenario } from './scenario';

export type { Scenario } from './scenario';

const iamName = (call: string): string => {
  const [service = '', method = ''] = call.split('.');
  return `${service}:${method.charAt(0).toUpperCase()}${method.slice(1)}`;
};

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
    const { undoOnly = [], containOnly = [], applyOnly = [] } = action;
    for (const method of [...undoOnly, ...containOnly, ...applyOnly]) expect(methods).toContain(method);
  });

  test('narrows by condition keys that IAM has for the call', async () => {
    for (const { actions, on, condition } of action.conditions ?? []) {
      const keys = Object.values(condition).flatMap((values) => Object.keys(values));
      for (const name of actions) expect([name, await keysUnknown(name, on, keys)]).toEqual([name, []]);
    }
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

/** `only` leaves out deaths that cannot differ from the one before. */
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

/** Two reads in a row of one phase are one death: the account and the journal are the same after both. */
const deathsOf =
  (action: AnyAction, calls: () => readonly Recorded[]) =>
  (nth: number): boolean => {
    const [previous, call] = [calls()[nth - 2], calls()[nth - 1]];
    return isWriteOf(action, call) || isWriteOf(action, previous) || previous?.phase !== call?.phase;
  };

/** `seen` holds the calls of an undisturbed run, in order. */
const killsOf = (action: AnyAction, scenario: Scenario, moto: () => string, seen: readonly Recorded[]): void => {
  test(
    'ends the same when it is killed after any single call and run again',
    async () => {
      await afterEachCall(
        (nth) => killedOnce(action, scenario, moto(), nth),
        deathsOf(action, () => seen),
      );
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
      const undoing = () => seen.filter((call) => call.phase === 'undo');
      await afterEachCall((nth) => undoKilledOnce(action, scenario, moto(), nth), deathsOf(action, undoing));
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
