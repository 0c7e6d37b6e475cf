import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyAction } from '../../playbooks/kit/action';
import { contractsOf, type Scenario } from './contract';
import { useMoto } from './moto';

const ACTIONS = join(__dirname, '../../playbooks/actions');

const isAction = (value: unknown): value is AnyAction =>
  typeof value === 'object' && value !== null && 'apply' in value && 'undo' in value && 'uses' in value;

const actionOf = (file: string): AnyAction => {
  const exported: Record<string, unknown> = require(join(ACTIONS, file));
  const found = Object.values(exported).find(isAction);
  if (!found) throw new Error(`playbooks/actions/${file} exports no action: export const … = defineAction({ … })`);
  return found;
};

const scenariosOf = (id: string): readonly Scenario[] => {
  const file = join(__dirname, 'scenarios', `${id}.ts`);
  if (!existsSync(file))
    throw new Error(`The action ${id} has no scenario: write test/registry/scenarios/${id}.ts, as its neighbours are`);
  const { scenarios }: { scenarios: readonly Scenario[] } = require(file);
  return scenarios;
};

const moto = useMoto();
const files = readdirSync(ACTIONS).filter((file) => file.endsWith('.ts'));

describe('every action keeps its contract', () => {
  test.each(files)('%s is named for its action and has a scenario', (file) => {
    const action = actionOf(file);
    expect(`${action.id}.ts`).toBe(file);
    expect(scenariosOf(action.id).length).toBeGreaterThan(0);
  });

  for (const file of files) {
    const action = actionOf(file);
    const scenarios = existsSync(join(__dirname, 'scenarios', `${action.id}.ts`)) ? scenariosOf(action.id) : [];
    contractsOf(action, scenarios, moto);
  }
});
