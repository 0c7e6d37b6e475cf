import type { Inventory, Measured, RunUse } from './inputs';
import type { Allowances, Prices } from './prices';

export interface Assumptions {
  readonly incidents: number;
  /** How often GuardDuty sends one finding again; these cost no transition. */
  readonly repeats: number;
  /** Price every incident as this playbook; without it, as the dearest one. */
  readonly playbook?: string;
  /** How long Cordon has been running: record and evidence are kept all that time. */
  readonly monthsKept: number;
}

export interface Line {
  /** `customer`: the customer's own storage, not in the total. */
  readonly part: 'variable' | 'fixed' | 'customer';
  readonly name: string;
  readonly quantity: number;
  readonly unit: string;
  /** Dollars for one unit. */
  readonly price: number;
  /** Dollars a month. */
  readonly dollars: number;
}

export interface Cost {
  readonly total: number;
  readonly variable: number;
  readonly fixed: number;
  readonly lines: readonly Line[];
}

export interface Inputs {
  readonly prices: Prices;
  readonly allowances: Allowances;
  readonly measured: Measured;
  readonly inventory: Inventory;
}

/** A month has 30 days. */
const HOURS = 720;
const MINUTES = HOURS * 60;
const GB = 1e9;

const line = (part: Line['part'], name: string, quantity: number, unit: string, price: number): Line => ({
  part,
  name,
  quantity,
  unit,
  price,
  dollars: quantity * price,
});

/** The function's memory; one that the template does not know would be priced as nothing, so it throws. */
const memoryOf = ({ memory }: Inventory, name: string): number => {
  const megabytes = memory[name];
  if (megabytes === undefined)
    throw new Error(
      `The hub has no function cordon-${name} any more: measure again with npm run bench -- --measure, then npm run docs.`,
    );
  return megabytes;
};

const lambdaOf = (use: RunUse, { allowances, inventory }: Inputs) => {
  const functions = Object.entries(use.functions);
  const gbSeconds = functions.map(([name, { calls, milliseconds, awsCalls, slackCalls }]) => {
    const waits = awsCalls * allowances.awsCallMs + slackCalls * allowances.slackCallMs;
    const starts = calls > 0 ? allowances.coldStartMs : 0;
    return ((milliseconds + waits + starts) / 1000) * (memoryOf(inventory, name) / 1024);
  });
  return {
    calls: functions.reduce((sum, [, { calls }]) => sum + calls, 0),
    gbSeconds: gbSeconds.reduce((sum, one) => sum + one, 0),
  };
};

const logBytesOf = (use: RunUse, { allowances }: Inputs): number => {
  const calls = Object.values(use.functions).reduce((sum, one) => sum + one.calls, 0);
  return (
    calls * allowances.platformLogBytes +
    use.logLines * allowances.logLineBytes +
    use.transitions * allowances.transitionLogBytes +
    use.requests * allowances.accessLogBytes
  );
};

/** Each message is put in, taken out and removed. */
const REQUESTS_PER_MESSAGE = 3;

/** What `times` runs like this one are billed when they happen; storage comes apart, because it stays. */
const workOf = (use: RunUse, times: number, inputs: Inputs): readonly Omit<Line, 'part'>[] => {
  const { prices, inventory } = inputs;
  const { calls, gbSeconds } = lambdaOf(use, inputs);
  const keyRequests = inventory.keys > 0 ? use.evidencePuts + use.secretReads : 0;
  const one = (name: string, each: number, unit: string, price: number) =>
    line('variable', name, times * each, unit, price);
  return [
    one('Step Functions', use.transitions, 'state transitions', prices.transition),
    one('Lambda, calls', calls, 'calls', prices.lambdaCall),
    one('Lambda, time', gbSeconds, 'GB-seconds', prices.lambdaGbSecond),
    one('DynamoDB, writes', use.writeUnits, 'write units', prices.writeUnit),
    one('DynamoDB, reads', use.readUnits, 'read units', prices.readUnit),
    one('S3, evidence written', use.evidencePuts, 'requests', prices.s3Put),
    one('SQS', use.messages * REQUESTS_PER_MESSAGE, 'requests', prices.queueRequest),
    one('API Gateway', use.requests, 'requests', prices.httpRequest),
    one('Secrets Manager, reads', use.secretReads, 'calls', prices.secretRead),
    one('KMS, requests', keyRequests, 'requests', prices.keyRequest),
    one('CloudWatch Logs, written', logBytesOf(use, inputs) / GB, 'GB', prices.logGb),
    one('X-Ray', use.transitions > 0 ? 1 : 0, 'traces', prices.trace),
  ];
};

const sumOf = (lines: readonly { readonly dollars: number }[]): number =>
  lines.reduce((sum, { dollars }) => sum + dollars, 0);

/** What one run of a playbook is billed while it runs, in dollars; storage comes on top. Throws for one that was never measured. */
export const costOfRun = (playbook: string, inputs: Inputs): number => {
  const use = inputs.measured.playbooks[playbook];
  if (use) return sumOf(workOf(use, 1, inputs));
  throw new Error(`${playbook} was never measured: run npm run bench -- --measure.`);
};

/** The playbook that every incident is counted as, so that no guess at a mix can make the sum too small. */
const dearest = (inputs: Inputs): string => {
  const [first] = Object.keys(inputs.measured.playbooks)
    .map((id) => [id, costOfRun(id, inputs)] as const)
    .sort(([, one], [, other]) => other - one);
  return first?.[0] ?? '';
};

const useOf = (id: string, { measured }: Inputs): RunUse => {
  const use = measured.playbooks[id];
  if (use) return use;
  const known = Object.keys(measured.playbooks).join(', ');
  throw new Error(`${id} was never measured. Measured playbooks: ${known}.`);
};

/** Lines of one name become one. */
const merged = (lines: readonly Omit<Line, 'part'>[], part: Line['part']): readonly Line[] => {
  const byName = new Map<string, Line>();
  for (const { name, quantity, unit, price } of lines)
    byName.set(name, line(part, name, (byName.get(name)?.quantity ?? 0) + quantity, unit, price));
  return [...byName.values()];
};

/** What `times` runs a month leave behind, each month's as large as the last, once it has been kept for so many months. */
const keptOf = (use: RunUse, times: number, monthsKept: number, inputs: Inputs): readonly Omit<Line, 'part'>[] => {
  const { prices, allowances } = inputs;
  const kept = (name: string, bytes: number, months: number, price: number) =>
    line('variable', name, (times * bytes * months) / GB, 'GB-months', price);
  return [
    kept('DynamoDB, kept and recoverable', use.recordBytes, monthsKept, prices.tableGbMonth + prices.recoveryGbMonth),
    kept('S3, evidence kept', use.evidenceBytes, monthsKept, prices.s3GbMonth),
    kept('CloudWatch Logs, kept', logBytesOf(use, inputs), allowances.logMonths, prices.logGbMonth),
  ];
};

const variableLines = (
  { incidents, repeats, monthsKept }: Assumptions,
  use: RunUse,
  inputs: Inputs,
): readonly Line[] => {
  const { prices, measured } = inputs;
  const again = incidents * repeats;
  return merged(
    [
      ...workOf(use, incidents, inputs),
      ...workOf(measured.repeat, again, inputs),
      line('variable', 'EventBridge, from other Regions', incidents + again, 'events', prices.busEvent),
      ...keptOf(use, incidents, monthsKept, inputs),
      ...keptOf(measured.repeat, again, monthsKept, inputs),
    ],
    'variable',
  );
};

/** A drill goes the way of an incident until somebody is asked, and closes itself: the dearest whole run is more than that. */
const drillLines = ({ monthsKept }: Assumptions, inputs: Inputs): readonly Line[] => {
  const id = dearest(inputs);
  const kept = sumOf(keptOf(useOf(id, inputs), HOURS, monthsKept, inputs));
  return [
    line('fixed', 'Hourly drills', HOURS, 'drills', costOfRun(id, inputs) + inputs.prices.busEvent),
    line('fixed', 'What drills leave, kept', HOURS, 'drills', kept / HOURS),
  ];
};

/** A function that is called every minute stays warm. */
const sweepLine = (inputs: Inputs): Line => {
  const warm = { ...inputs, allowances: { ...inputs.allowances, coldStartMs: 0 } };
  return line('fixed', 'Sweeper, each minute', MINUTES, 'wake-ups', sumOf(workOf(inputs.measured.sweep, 1, warm)));
};

const fixedLines = (assumed: Assumptions, inputs: Inputs): readonly Line[] => {
  const { prices, inventory, allowances, measured } = inputs;
  const polls = inventory.polledQueues * allowances.pollsPerQueueAndMinute * MINUTES;
  const logs = (MINUTES * logBytesOf(measured.sweep, inputs) * allowances.logMonths) / GB;
  const keyRequests = inventory.keys > 0 ? HOURS * allowances.keyRequestsPerHour : 0;
  const one = (name: string, quantity: number, unit: string, price: number) =>
    line('fixed', name, quantity, unit, price);
  return [
    one('Customer-managed keys', inventory.keys, 'keys', prices.key),
    one('KMS, data keys', keyRequests, 'requests', prices.keyRequest),
    one('Alarms', inventory.alarms, 'alarms', prices.alarm),
    one('Composite alarms', inventory.compositeAlarms, 'alarms', prices.compositeAlarm),
    one('Dashboards', inventory.dashboards, 'dashboards', prices.dashboard),
    one('Metrics of its own', inventory.customMetrics, 'metrics', prices.customMetric),
    one('Secrets', inventory.secrets, 'secrets', prices.secret),
    ...drillLines(assumed, inputs),
    sweepLine(inputs),
    one('Lambda asking its queues', polls, 'requests', prices.queueRequest),
    one('Logs of the sweeper, kept', logs, 'GB-months', prices.logGbMonth),
  ];
};

/** What runs leave in the customer's accounts until somebody removes it: by the unit, because only the accounts know how much. */
const customerLines = ({ prices }: Inputs): readonly Line[] => [
  { ...line('customer', 'Snapshots of isolated instances', 1, 'GB-months', prices.snapshotGbMonth), dollars: 0 },
  { ...line('customer', 'Secrets that new access keys are put into', 1, 'secrets', prices.secret), dollars: 0 },
];

/** Dollars a month at list price, without free tiers. Throws when what was measured no longer fits the hub. */
export const monthlyCost = (assumed: Assumptions, inputs: Inputs): Cost => {
  const use = useOf(assumed.playbook ?? dearest(inputs), inputs);
  const [moving, standing] = [variableLines(assumed, use, inputs), fixedLines(assumed, inputs)];
  const [variable, fixed] = [sumOf(moving), sumOf(standing)];
  return { total: variable + fixed, variable, fixed, lines: [...moving, ...standing, ...customerLines(inputs)] };
};
