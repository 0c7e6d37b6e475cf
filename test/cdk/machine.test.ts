import validate from 'asl-validator';
import { stepsOf } from '../../cdk/derive/executors';
import { functionsOf, type Machine, machineOf, PLACEHOLDERS, undoMachineOf } from '../../cdk/derive/machine';
import { playbooks } from '../../playbooks/index';
import type { AnyPlaybook } from '../../playbooks/kit/playbook';
import { rowWithoutRecord } from '../faults/row';
import { denySessions, lookingPlaybook, playbookOf, smallPlaybook, switchOffKey } from '../fixtures/small-playbook';
import { waysThrough } from './walk';

const filledIn = (machine: Machine): Machine =>
  JSON.parse(
    JSON.stringify(machine)
      .replaceAll(`\${Partition}`, 'aws')
      .replaceAll(`\${Functions}`, 'arn:aws:lambda:eu-west-1:111111111111:function:'),
  ) as Machine;

interface Case {
  readonly name: string;
  readonly playbook: AnyPlaybook;
  readonly machine: Machine;
}
const casesOf = (playbook: AnyPlaybook): readonly Case[] => {
  const undo = undoMachineOf(playbook);
  return [
    { name: `cordon-${playbook.id}`, playbook, machine: machineOf(playbook) },
    ...(undo ? [{ name: `cordon-undo-${playbook.id}`, playbook, machine: undo }] : []),
  ];
};
const cases = [...playbooks, smallPlaybook, lookingPlaybook].flatMap(casesOf);
const states = cases.flatMap(({ name, machine }) =>
  Object.entries(machine.States).map(([state, definition]) => ({ name, state, definition })),
);
const tasks = states.filter(({ definition }) => definition.Type === 'Task');

describe.each(cases)('$name', ({ machine, playbook }) => {
  it('is valid Amazon States Language', () => {
    const { errors } = validate(filledIn(machine));
    expect(errors).toEqual([]);
  });

  it('leaves open only what a deployment fills in', () => {
    const open = [...JSON.stringify(machine).matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]);
    expect([...new Set(open)].sort()).toEqual([...PLACEHOLDERS].sort());
  });

  rowWithoutRecord('F27', 'T', 'enters at most five states plus one per step, whichever way a run takes', () => {
    const longest = Math.max(...waysThrough(machine).map((way) => way.length));
    expect(longest).toBeLessThanOrEqual(5 + stepsOf(playbook).length);
  });

  it('calls at most three functions plus one per step, which the intake makes four', () => {
    const called = waysThrough(machine).map(
      (way) => way.filter((state) => machine.States[state]?.Type === 'Task').length,
    );
    expect(Math.max(...called)).toBeLessThanOrEqual(3 + stepsOf(playbook).length);
  });

  it('reaches every state', () => {
    expect([...new Set(waysThrough(machine).flat())].sort()).toEqual(Object.keys(machine.States).sort());
  });

  it('says on the machine and on every state what happens there', () => {
    for (const comment of [machine.Comment, ...Object.values(machine.States).map(({ Comment }) => Comment)])
      expect(comment).toMatch(/^[A-Z“].{20,}[.}!]$/su);
  });

  it('ends in a failure only where nothing was changed', () => {
    const failing = Object.entries(machine.States).filter(([, { Type }]) => Type === 'Fail');
    expect(failing.map(([name]) => name)).toEqual(['Input refused', 'Could not investigate']);
  });
});

it.each(tasks)('$name limits $state with a number of seconds', ({ definition }) => {
  expect(definition['TimeoutSeconds']).toEqual(expect.any(Number));
});

it.each(tasks)('$name passes ids only out of $state', ({ definition }) => {
  const selected = (definition['ResultSelector'] ?? { all: definition['OutputPath'] }) as Record<string, string>;
  const allowed = ['incidentId.$', 'outcome.$', 'step.$', 'status.$', 'decision.$', 'all'];
  expect(allowed).toEqual(expect.arrayContaining(Object.keys(selected)));
  expect([undefined, '$.Payload']).toContain(definition['OutputPath']);
});

it.each(tasks.filter(({ state }) => state !== 'Verify and close'))(
  '$name goes on to a closing when $state fails',
  ({ definition, name }) => {
    const machine = cases.find((one) => one.name === name)?.machine;
    const [caught] = definition['Catch'] as readonly { ErrorEquals: string[]; ResultPath: null; Next: string }[];
    expect(caught).toMatchObject({ ErrorEquals: ['States.ALL'], ResultPath: null });
    const ways = waysThrough({ ...machine, StartAt: caught?.Next } as Machine);
    expect(ways.some((way) => way.at(-1) === 'Verify and close')).toBe(true);
  },
);

it.each(tasks)('$name repeats $state only for faults of Lambda and for time', ({ definition, state }) => {
  const retried = ((definition['Retry'] ?? []) as readonly { ErrorEquals: string[] }[]).flatMap(
    ({ ErrorEquals }) => ErrorEquals,
  );
  if (state === 'Await approval') return expect(retried).toEqual([]);
  expect(retried.every((error) => /^(Lambda\.|Sandbox\.Timedout$|States\.Timeout$)/.test(error))).toBe(true);
  expect(retried).toContain('Lambda.TooManyRequestsException');
});

describe('machineOf', () => {
  const machine = machineOf(smallPlaybook);

  it('names the states of steps as people name the steps, in their order', () => {
    const names = Object.keys(machine.States);
    expect(names.slice(names.indexOf('Approved?') + 1, names.indexOf('Input refused'))).toEqual([
      'Deny older sessions',
      'Switch the key off',
    ]);
  });

  it('gives a step that runs alone its own function', () => {
    expect(functionsOf(machine)).toEqual([
      'cordon-switch-off-investigate',
      'cordon-await-approval',
      'cordon-switch-off-deny-sessions',
      'cordon-switch-off-contain',
    ]);
  });

  it('goes to the first step only when the decision is “approved”', () => {
    expect(machine.States['Approved?']).toMatchObject({
      Choices: [{ Variable: '$.approval.decision', StringEquals: 'approved', Next: 'Deny older sessions' }],
      Default: 'Verify and close',
    });
  });

  it('tells two steps of one action apart', () => {
    const names = Object.keys(machineOf(playbookOf([switchOffKey, switchOffKey])).States);
    expect(names).toEqual(
      expect.arrayContaining(['Switch the key off (switch-off-key-0)', 'Switch the key off (switch-off-key-1)']),
    );
  });

  it('asks nobody where there is nothing to do', () => {
    const names = Object.keys(machineOf(lookingPlaybook).States);
    expect(names).not.toContain('Await approval');
    expect(functionsOf(machineOf(lookingPlaybook))).toEqual(['cordon-look-at-investigate']);
  });

  it('ends a refused input with the sentence that names the field', () => {
    expect(machine.States['Input refused']).toMatchObject({ Type: 'Fail', CausePath: '$.problem' });
  });
});

describe('undoMachineOf', () => {
  it('puts the steps back in reverse order, all with the function that may undo', () => {
    const machine = undoMachineOf(playbookOf([denySessions, switchOffKey]));
    const names = Object.keys(machine?.States ?? {}).filter((name) => name.startsWith('Undo: '));
    expect(names).toEqual(['Undo: Switch the key off', 'Undo: Deny older sessions']);
    expect(machine && functionsOf(machine)).toEqual([
      'cordon-fixture-investigate',
      'cordon-await-approval',
      'cordon-fixture-undo',
    ]);
  });

  it('is none for a playbook that changes nothing', () => {
    expect(undoMachineOf(lookingPlaybook)).toBeUndefined();
  });
});
