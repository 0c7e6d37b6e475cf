import type { Inventory, Measured, RunUse } from './inputs';
import { type Allowances, FREE_CLOUDWATCH, type Prices } from './prices';

export interface Assumptions {
  readonly incidents: number;
  /** How often GuardDuty sends one finding again; these cost no transition. */
  readonly repeats: number;
  /** Price every incident as this playbook; without it, each playbook is as frequent as the others. */
  readonly playbook?: string;
  /** Something else in the hub's account uses up what CloudWatch gives for nothing. */
  readonly sharedAccount?: boolean;
  /** Which month since the first this is: record and evidence are kept all that time. */
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
  /** By how much each further month is dearer than the last: record and evidence are kept. */
  readonly growth: number;
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

/** Which share of functions starts cold, when so many runs a month arrive at random. */
const coldShare = (runs: number, { allowances }: Inputs): number =>
  Math.exp((-runs / MINUTES) * allowances.warmMinutes);

const lambdaOf = (use: RunUse, cold: number, inputs: Inputs) => {
  const { allowances } = inputs;
  const functions = Object.entries(use.functions);
  const gbSeconds = functions.map(([name, one]) => {
    const waits =
      one.recordWaits * allowances.recordCallMs +
      one.awsWaits * allowances.awsCallMs +
      one.slackWaits * allowances.slackCallMs;
    const ms = one.busyMs * allowances.slowerThere + waits + (one.calls > 0 ? cold * allowances.coldStartMs : 0);
    return (ms / 1000) * (memoryOf(inputs.inventory, name) / 1024);
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

/** What `times` runs like this one are billed when they happen, a share of their functions cold; storage comes apart, because it stays. */
const workOf = (use: RunUse, times: number, cold: number, inputs: Inputs): readonly Omit<Line, 'part'>[] => {
  const { prices, inventory } = inputs;
  const { calls, gbSeconds } = lambdaOf(use, cold, inputs);
  const slackFunctions = Object.keys(use.functions).filter((name) => name.startsWith('slack-')).length;
  // What was measured was warm: a Slack function that starts cold reads its secret first.
  const secretReads = use.secretReads + cold * slackFunctions;
  const keyRequests = inventory.keys > 0 ? use.evidencePuts + cold * slackFunctions : 0;
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
    one('Secrets Manager, reads', secretReads, 'calls', prices.secretRead),
    one('KMS, requests', keyRequests, 'requests', prices.keyRequest),
    one('CloudWatch Logs, written', logBytesOf(use, inputs) / GB, 'GB', prices.logGb),
    one('X-Ray', use.transitions > 0 ? 1 : 0, 'traces', prices.trace),
  ];
};

const sumOf = (lines: readonly { readonly dollars: number }[]): number =>
  lines.reduce((sum, { dollars }) => sum + dollars, 0);

/** What one run of a playbook is billed while it runs, every function cold, in dollars; storage comes on top. Throws for one that was never measured. */
export const costOfRun = (playbook: string, inputs: Inputs): number => {
  const use = inputs.measured.playbooks[playbook];
  if (use) return sumOf(workOf(use, 1, 1, inputs));
  throw new Error(`${playbook} was never measured: run npm run bench -- --measure.`);
};

const dearest = (inputs: Inputs): string => {
  const [first] = Object.keys(inputs.measured.playbooks)
    .map((id) => [id, costOfRun(id, inputs)] as const)
    .sort(([, one], [, other]) => other - one);
  return first?.[0] ?? '';
};

const measuredUse = (id: string, { measured }: Inputs): RunUse => {
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
    kept(
      'CloudWatch Logs, kept',
      logBytesOf(use, inputs),
      Math.min(monthsKept, allowances.logMonths),
      prices.logGbMonth,
    ),
  ];
};

/** What so many runs of one playbook, and the repeats of their findings, come to. */
const runLines = (use: RunUse, runs: number, { repeats, monthsKept }: Assumptions, inputs: Inputs) => {
  const { prices, measured } = inputs;
  const again = runs * repeats;
  const cold = coldShare(runs, inputs);
  return [
    ...workOf(use, runs, cold, inputs),
    ...workOf(measured.repeat, again, cold, inputs),
    line('variable', 'EventBridge, from other Regions', runs + again, 'events', prices.busEvent),
    ...keptOf(use, runs, monthsKept, inputs),
    ...keptOf(measured.repeat, again, monthsKept, inputs),
  ];
};

type Free = Readonly<Record<keyof typeof FREE_CLOUDWATCH, number>>;
const NOTHING_FREE: Free = { alarms: 0, customMetrics: 0, dashboards: 0 };
const freeOf = ({ sharedAccount }: Assumptions): Free => (sharedAccount ? NOTHING_FREE : FREE_CLOUDWATCH);

/** How incidents ended, by playbook and outcome: a metric is billed for the hours that it has data in. */
const outcomeLine = (
  runs: readonly number[],
  assumed: Assumptions,
  { prices, allowances, inventory }: Inputs,
): Line => {
  const metrics = runs.reduce((sum, one) => sum + Math.min(allowances.outcomes, one / HOURS), 0);
  const free = Math.max(0, freeOf(assumed).customMetrics - inventory.customMetrics);
  return line('variable', 'Metrics of outcomes', Math.max(0, metrics - free), 'metrics', prices.customMetric);
};

/** Each playbook as often as the others, unless one is named. */
const variableLines = (assumed: Assumptions, inputs: Inputs): readonly Line[] => {
  const ids = assumed.playbook ? [assumed.playbook] : Object.keys(inputs.measured.playbooks);
  const runs = assumed.incidents / ids.length;
  const lines = ids.flatMap((id) => runLines(measuredUse(id, inputs), runs, assumed, inputs));
  const outcomes = outcomeLine(
    ids.map(() => runs),
    assumed,
    inputs,
  );
  return [...merged(lines, 'variable'), outcomes];
};

/** A drill goes the way of an incident until somebody is asked, and closes itself: the dearest whole run is more than that. */
const drillLines = ({ monthsKept }: Assumptions, inputs: Inputs): readonly Line[] => {
  const id = dearest(inputs);
  const kept = sumOf(keptOf(measuredUse(id, inputs), HOURS, monthsKept, inputs));
  return [
    line('fixed', 'Hourly drills', HOURS, 'drills', costOfRun(id, inputs) + inputs.prices.busEvent),
    line('fixed', 'What drills leave, kept', HOURS, 'drills', kept / HOURS),
  ];
};

/** A function that is called every minute stays warm. */
const sweepLine = (inputs: Inputs): Line =>
  line('fixed', 'Sweeper, each minute', MINUTES, 'wake-ups', sumOf(workOf(inputs.measured.sweep, 1, 0, inputs)));

const fixedLines = (assumed: Assumptions, inputs: Inputs): readonly Line[] => {
  const { prices, inventory, allowances, measured } = inputs;
  const polls = inventory.polledQueues * allowances.pollsPerQueueAndMinute * MINUTES;
  const logMonths = Math.min(assumed.monthsKept, allowances.logMonths);
  const logs = (MINUTES * logBytesOf(measured.sweep, inputs) * logMonths) / GB;
  const keyRequests = inventory.keys > 0 ? HOURS * allowances.keyRequestsPerHour : 0;
  const beyond = (name: keyof Free): number => Math.max(0, inventory[name] - freeOf(assumed)[name]);
  const one = (name: string, quantity: number, unit: string, price: number) =>
    line('fixed', name, quantity, unit, price);
  return [
    one('Customer-managed keys', inventory.keys, 'keys', prices.key),
    one('KMS, data keys', keyRequests, 'requests', prices.keyRequest),
    one('Alarms', beyond('alarms'), 'alarms', prices.alarm),
    one('Composite alarms', inventory.compositeAlarms, 'alarms', prices.compositeAlarm),
    one('Dashboards', beyond('dashboards'), 'dashboards', prices.dashboard),
    one('Metrics of its own', beyond('customMetrics'), 'metrics', prices.customMetric),
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

const linesOf = (assumed: Assumptions, inputs: Inputs): readonly Line[] => [
  ...variableLines(assumed, inputs),
  ...fixedLines(assumed, inputs),
];

/** Dollars a month at list price; of free tiers, CloudWatch's alone counts. Throws when what was measured no longer fits the hub. */
export const monthlyCost = (assumed: Assumptions, inputs: Inputs): Cost => {
  const lines = linesOf(assumed, inputs);
  const variable = sumOf(lines.filter(({ part }) => part === 'variable'));
  const total = sumOf(lines);
  const later = sumOf(linesOf({ ...assumed, monthsKept: assumed.monthsKept + 1 }, inputs));
  return {
    total,
    variable,
    fixed: total - variable,
    growth: later - total,
    lines: [...lines, ...customerLines(inputs)],
  };
};
