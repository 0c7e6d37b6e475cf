import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { playbooks } from '../../playbooks';
import type { AnyAction } from '../../playbooks/kit/action';
import type { Step } from '../../playbooks/kit/playbook';
import { contractsOf, type Scenario } from './contract';
import { useMoto } from './moto';

const FOLDER = join(__dirname, '../../playbooks/actions');

/** Every action of the registry, once. */
const actions: readonly AnyAction[] = [
  ...new Set(playbooks.flatMap((playbook) => (playbook.steps as readonly Step[]).map((step) => step.action))),
];

/** The scenarios of `test/registry/scenarios/<action>.ts`; none when the file is missing, which a test reports. */
const scenariosOf = (id: string): readonly Scenario[] => {
  const file = join(__dirname, 'scenarios', `${id}.ts`);
  if (!existsSync(file)) return [];
  const { scenarios }: { scenarios: readonly Scenario[] } = require(file);
  return scenarios;
};

describe('the registry of actions', () => {
  test.each(actions.map(({ id }) => id))('%s is declared in the file of its name', (id) => {
    expect(readdirSync(FOLDER)).toContain(`${id}.ts`);
  });

  test.each(actions.map(({ id }) => id))('%s has a scenario', (id) => {
    if (scenariosOf(id).length > 0) return;
    throw new Error(`The action ${id} is not proven: write test/registry/scenarios/${id}.ts, as its neighbours are.`);
  });

  test('holds every action that is written', () => {
    const written = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));
    expect(written.filter((file) => !actions.some(({ id }) => file === `${id}.ts`))).toEqual([]);
  });
});

const moto = useMoto();

describe('the contract with Moto', () => {
  for (const action of actions) contractsOf(action, scenariosOf(action.id), moto);
});
