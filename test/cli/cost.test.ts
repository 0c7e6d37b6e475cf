import { stepsOf } from '../../cdk/derive/executors';
import { functionsOf, machineOf } from '../../cdk/derive/machine';
import { readMeasured } from '../../cli/cost/inputs';
import { type Cost, costOfRun, type Inputs, monthlyCost } from '../../cli/cost/model';
import { costInputs, runCostOf } from '../../cli/cost/run-cost';
import { playbooks } from '../../playbooks/index';
import { costOrOwn } from '../../playbooks/kit/cost-words';
import { waysThrough } from '../cdk/walk';
import { type } from './fake-hub';

/** What the solution that AWS gives away for this is said to cost a month, by remediations. */
const PEER = { 300: 3.33, 3000: 26.83, 30000: 261.9 } as const;
const TARGETS = [
  [300, PEER[300], 1.5],
  [3000, PEER[3000], 0.3],
  [30000, PEER[30000], 0.1],
] as const;

const inputs = costInputs();
const month = (incidents: number, more: object = {}, given: Inputs = inputs): Cost =>
  monthlyCost({ incidents, repeats: 1, monthsKept: 1, ...more }, given);
const sum = (cost: Cost, part: string): number =>
  cost.lines.filter((line) => line.part === part).reduce((all, { dollars }) => all + dollars, 0);
const lineOf = (cost: Cost, name: string) => cost.lines.find((line) => line.name === name);

describe('the cost line of a plan', () => {
  it('is never empty, and says less than a cent only while every measured run is', () => {
    expect(costOrOwn(['$1 a month'])).toEqual(['$1 a month']);
    expect(costOrOwn([])).toEqual([expect.stringMatching(/^Less than one cent for Cordon’s own work/)]);
    for (const { id } of playbooks) expect(runCostOf(id)).toBeLessThan(0.01);
  });
});

describe('what was measured', () => {
  const measured = readMeasured();

  it.each(playbooks.map((playbook) => [playbook.id, playbook] as const))(
    'of %s fits its machine of today',
    (id, playbook) => {
      const run = measured.playbooks[id];
      const longest = Math.max(...waysThrough(machineOf(playbook)).map((way) => way.length));
      expect(run?.steps).toBe(stepsOf(playbook).length);
      expect(run?.transitions).toBe(longest);
      for (const name of functionsOf(machineOf(playbook)))
        expect(run?.functions[name.slice('cordon-'.length)]?.calls ?? 0).toBeGreaterThan(0);
    },
  );

  it('knows no playbook that is gone', () => {
    const known = playbooks.map(({ id }) => id);
    expect(Object.keys(measured.playbooks).filter((id) => !known.includes(id))).toEqual([]);
  });

  it('has repeats enter no state', () => {
    expect(measured.repeat.transitions).toBe(0);
  });
});

describe('a month of Cordon', () => {
  it.each(TARGETS)(
    'of %i incidents stays below a seventh of $%d by the incident, and in all below %d of it',
    (incidents, peer, most) => {
      const { variable, total } = month(incidents);
      expect(variable).toBeLessThanOrEqual(0.15 * peer);
      expect(total).toBeLessThanOrEqual(most * peer);
    },
  );

  it('adds up: lines to parts, parts to the total, and what is the customer’s to neither', () => {
    const cost = month(3000);
    expect(sum(cost, 'variable')).toBeCloseTo(cost.variable, 9);
    expect(sum(cost, 'fixed')).toBeCloseTo(cost.fixed, 9);
    expect(cost.total).toBeCloseTo(cost.variable + cost.fixed, 9);
    for (const line of cost.lines.filter(({ part }) => part !== 'customer'))
      expect(line.dollars).toBeCloseTo(line.quantity * line.price, 9);
    expect(sum(cost, 'customer')).toBe(0);
    expect(cost.lines.filter(({ part }) => part === 'customer').map(({ price }) => price)).toEqual([0.05, 0.4]);
  });

  it('has the same fixed part however many incidents there are, and no variable part without any', () => {
    expect(month(30000).fixed).toBeCloseTo(month(0).fixed, 9);
    expect(month(0).variable).toBe(0);
  });

  it('has each playbook as often as the others, or only the one that is named', () => {
    const ids = Object.keys(inputs.measured.playbooks);
    const each = ids.map((playbook) => month(1000, { playbook }).variable);
    expect(new Set(each).size).toBeGreaterThan(1);
    expect(month(1000).variable).toBeGreaterThan(Math.min(...each));
    expect(month(1000).variable).toBeLessThan(Math.max(...each));
    const states = ids.reduce((sum, id) => sum + (inputs.measured.playbooks[id]?.transitions ?? 0), 0);
    expect(lineOf(month(1000), 'Step Functions')?.quantity).toBeCloseTo((1000 * states) / ids.length, 6);
  });

  it('grows by the month as record and evidence are kept, logs for a year only', () => {
    const [first, thirteenth] = [month(3000), month(3000, { monthsKept: 13 })];
    expect(month(3000, { monthsKept: 2 }).total - first.total).toBeCloseTo(first.growth, 9);
    expect(first.growth).toBeGreaterThan(thirteenth.growth);
    expect(thirteenth.growth).toBeGreaterThan(0);
  });

  it('starts functions cold where incidents are rare, and hardly ever where they are many', () => {
    const seconds = (incidents: number) => (lineOf(month(incidents), 'Lambda, time')?.quantity ?? 0) / incidents;
    expect(seconds(300)).toBeGreaterThan(seconds(30000));
  });

  it('has repeats cost something, and no transition', () => {
    const [none, many] = [month(1000, { repeats: 0 }), month(1000, { repeats: 50 })];
    expect(many.variable).toBeGreaterThan(none.variable);
    expect(lineOf(many, 'Step Functions')?.dollars).toBe(lineOf(none, 'Step Functions')?.dollars);
  });

  it('has 720 drills, each as dear as the dearest run', () => {
    const drills = lineOf(month(0), 'Hourly drills');
    const dearest = Math.max(...Object.keys(inputs.measured.playbooks).map((id) => costOfRun(id, inputs)));
    expect(drills?.quantity).toBe(720);
    expect(drills?.price).toBeGreaterThanOrEqual(dearest);
  });

  it('prices what the hub holds: a key, its requests, alarms, secrets', () => {
    const { inventory } = inputs;
    const more = { ...inputs, inventory: { ...inventory, keys: inventory.keys + 1, alarms: inventory.alarms + 5 } };
    const shared = { sharedAccount: true };
    const cents = Math.round((month(0, shared, more).fixed - month(0, shared).fixed) * 100);
    expect(cents).toBeGreaterThanOrEqual(150);
  });

  it('takes off what CloudWatch gives an account for nothing, unless something else has it', () => {
    const { inventory } = inputs;
    const more = { ...inputs, inventory: { ...inventory, alarms: 12, dashboards: 1, customMetrics: 4 } };
    const [own, shared] = [month(0, {}, more), month(0, { sharedAccount: true }, more)];
    expect(lineOf(own, 'Alarms')?.quantity).toBe(2);
    expect(lineOf(own, 'Dashboards')?.quantity).toBe(0);
    expect(shared.fixed - own.fixed).toBeCloseTo(10 * 0.1 + 3 + 4 * 0.3, 9);
  });

  it('bills a metric of outcomes for the hours that it has data in', () => {
    const shared = (incidents: number) => lineOf(month(incidents, { sharedAccount: true }), 'Metrics of outcomes');
    expect(shared(72)?.quantity).toBeCloseTo(0.1, 9);
    expect(shared(1e6)?.quantity).toBe(3 * Object.keys(inputs.measured.playbooks).length);
  });

  it('says what to do when a function is gone that was measured', () => {
    const gone = { ...inputs, inventory: { ...inputs.inventory, memory: {} } };
    expect(() => month(1, {}, gone)).toThrow('npm run bench -- --measure');
  });
});

describe('the cost of one run', () => {
  it('is known for every playbook, and for no other', () => {
    for (const { id } of playbooks) expect(runCostOf(id)).toBeCloseTo(costOfRun(id, inputs), 9);
    expect(runCostOf('none')).toBeUndefined();
  });
});

describe('cordon cost', () => {
  it('prints the sum, its lines and where they come from', async () => {
    const { code, out } = await type('cost', '--incidents', '3000');
    expect(code).toBe(0);
    expect(out).toMatch(/^\$\d+\.\d\d a month for 3,000 incidents/);
    expect(out).toContain('state transitions at $0.000025');
    expect(out).toContain('List prices of us-east-1 on 2026-');
    expect(out).toContain('$0.05 per GB-month: Snapshots of isolated instances');
  });

  it('prints the same as JSON', async () => {
    const { out } = await type('cost', '--incidents', '3000', '--json');
    const { assumed, priced, ...cost } = JSON.parse(out) as Cost & { assumed: object; priced: object };
    expect(cost).toEqual(month(3000));
    expect(assumed).toEqual({ incidents: 3000, repeats: 1, monthsKept: 1 });
    expect(priced).toMatchObject({ region: 'us-east-1' });
  });

  it.each([
    ['--incidents', 'many', '--incidents'],
    ['--incidents', '-1', '--incidents'],
    ['--incidents', '1.5', '--incidents'],
    ['--incidents', '10', '--repeats', '', '--repeats'],
    ['--incidents', '10', '--playbook', 'none', '--playbook'],
  ])('names what was typed wrongly: %s %s', async (...args) => {
    const { code, said } = await type('cost', ...args.slice(0, -1));
    expect(code).toBe(2);
    expect(said).toContain(args.at(-1));
  });
});
