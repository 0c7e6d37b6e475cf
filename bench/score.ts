import { kindOf, textOf } from './kinds';
import { type Call, type Invocation, operationOf } from './recording';

/** One call to make, or a wait (`service: 'wait'`, milliseconds in `operation`). */
export interface ScoreCall {
  readonly service: string;
  readonly operation: string;
  /** In a member account: made with what AssumeRole gave. */
  readonly member: boolean;
  readonly path: string;
  /** With placeholders. */
  readonly body: string;
  /** Positions of the calls that are over before this one begins. */
  readonly after: readonly number[];
  readonly status: number;
}

/** What a null function does for one kind of invocation. */
export interface Score {
  /** Without `cordon-`. */
  readonly fn: string;
  readonly kind: string;
  readonly calls: readonly ScoreCall[];
  readonly logs: number;
  /** JSON, with placeholders. */
  readonly answer: string;
}

/** Placeholder → what stands there in a recorded run. */
export type Literals = Readonly<Record<string, string>>;

/** The null workflow's own names, where Cordon's begin with `cordon-`. */
export const NULL_PREFIX = 'nullflow-';
const OURS = 'cordon-';

interface Step {
  readonly service: string;
  readonly operation: string;
  readonly from: number;
  readonly to: number;
  readonly call?: Call;
}

/** Shorter ones are the SDK's own. */
const SHORTEST_WAIT_MS = 20;

/** Calls and waits in the order of their beginnings. A timer counts when nothing else went on meanwhile. */
const stepsOf = ({ calls, timers }: Invocation): readonly Step[] => {
  const made: readonly Step[] = calls.map((call) => ({
    service: call.scope,
    operation: operationOf(call),
    from: call.from,
    to: call.to,
    call,
  }));
  const waits = timers
    .map(({ from, ms }) => ({ service: 'wait', operation: String(Math.round(ms)), from, to: from + ms }))
    .filter(({ operation }) => Number(operation) >= SHORTEST_WAIT_MS)
    .filter(({ from, to }) => made.every((step) => step.to <= from || step.from >= to));
  return [...made, ...waits].sort((one, other) => one.from - other.from);
};

/** `ec2 DescribeInstances 2`: the same call in another recording of the same kind of invocation. */
const labelsOf = (steps: readonly Step[]): readonly string[] => {
  const seen = new Map<string, number>();
  return steps.map(({ service, operation }) => {
    const name = service === 'wait' ? service : `${service} ${operation}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return `${name} ${count}`;
  });
};

/** For each call, the labels of those that were over when it began. */
const beforeOf = (steps: readonly Step[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const labels = labelsOf(steps);
  return new Map(
    steps.map((step, at) => [
      labels[at] ?? '',
      new Set(labels.filter((_, other) => other !== at && (steps[other]?.to ?? 0) <= step.from)),
    ]),
  );
};

/**
 * A call waits for another only when it did so in every recording: two chains that run side by side may look like one
 * in a single recording, and a null workflow that waits where Cordon does not would flatter Cordon.
 */
const afterOf = (steps: readonly Step[], alike: readonly Invocation[]): readonly (readonly number[])[] => {
  const labels = labelsOf(steps);
  const seen = alike.map(stepsOf).map(beforeOf);
  const own = beforeOf(steps);
  return labels.map((label) => {
    // A recording without the other call says nothing about the two.
    const always = [...(own.get(label) ?? [])].filter((earlier) =>
      seen.every((one) => !one.has(earlier) || (one.get(label)?.has(earlier) ?? true)),
    );
    return always.map((earlier) => labels.indexOf(earlier)).sort((one, other) => one - other);
  });
};

const withPlaceholders = (text: string, literals: Literals): string =>
  Object.entries(literals)
    .filter(([, literal]) => literal !== '')
    .sort(([, one], [, other]) => other.length - one.length)
    .reduce((said, [name, literal]) => said.replaceAll(literal, `{{${name}}}`), text);

/** Conditions are logic: the null workflow writes the same rows without asking anything. A token that marks a repeat would refuse them. */
const withoutConditions = (body: string): string => JSON.stringify(bare(JSON.parse(body)));

const bare = (value: unknown): unknown => {
  if (Array.isArray(value))
    return value.filter((one) => !(one as { ConditionCheck?: object }).ConditionCheck).map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const { ConditionExpression, ClientRequestToken: _, ...rest } = value as Readonly<Record<string, unknown>>;
  const inner = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, bare(one)]));
  return ConditionExpression === undefined ? inner : onlyUsed(inner);
};

/** DynamoDB refuses names and values that no expression uses. */
const onlyUsed = (operation: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const used: readonly string[] = String(operation['UpdateExpression'] ?? '').match(/[#:]\w+/g) ?? [];
  const kept = Object.entries(operation).flatMap(([key, value]) => {
    if (!key.startsWith('ExpressionAttribute')) return [[key, value] as const];
    const left = Object.entries(value as object).filter(([name]) => used.includes(name));
    return left.length > 0 ? [[key, Object.fromEntries(left)] as const] : [];
  });
  return Object.fromEntries(kept);
};

const bodyOf = (call: Call): string => {
  if (call.scope === 'slack') return JSON.stringify(Object.fromEntries(new URLSearchParams(call.body)));
  if (call.scope === 'dynamodb') return withoutConditions(call.body);
  // Step Functions and Lambda are told names of machines and functions: here the null workflow's own.
  return call.scope === 'states' ? call.body.replaceAll(OURS, NULL_PREFIX) : call.body;
};

const scoreCall = (step: Step, after: readonly number[], literals: Literals, memberHosts: readonly string[]) => {
  const { service, operation, call } = step;
  if (!call) return { service, operation, member: false, path: '', body: '', after, status: 200 };
  const path = service === 'lambda' ? call.path.replaceAll(OURS, NULL_PREFIX) : call.path;
  return {
    service,
    operation,
    member: memberHosts.includes(call.host),
    path: withPlaceholders(path, literals),
    body: withPlaceholders(bodyOf(call), literals),
    after,
    status: call.status,
  };
};

/** One recorded run: `literals` says which texts of it belong to its own target, table and tokens. */
export interface Run {
  readonly invocations: readonly Invocation[];
  readonly literals: Literals;
}

const keyOf = ({ name, event }: Invocation): string => `${name} ${kindOf(event, textOf(event))}`;

const scoreOf = (
  invocation: Invocation,
  alike: readonly Invocation[],
  literals: Literals,
  memberHosts: readonly string[],
): Score => {
  const steps = stepsOf(invocation);
  const after = afterOf(steps, alike);
  return {
    fn: invocation.name.slice(OURS.length),
    kind: kindOf(invocation.event, textOf(invocation.event)),
    calls: steps.map((step, at) => scoreCall(step, after[at] ?? [], literals, memberHosts)),
    logs: invocation.logs,
    answer: withPlaceholders(JSON.stringify(invocation.answer.result ?? null), literals),
  };
};

/**
 * Turns recorded runs into what the null functions do: for each kind of invocation that which took the fewest calls,
 * with the same calls in the same order, side by side wherever one of the recordings had them so.
 */
export const scoresOf = (runs: readonly Run[], memberHosts: readonly string[]): readonly Score[] => {
  const all = runs.flatMap(({ invocations, literals }) =>
    invocations.map((invocation) => ({ invocation, literals, key: keyOf(invocation) })),
  );
  return [...new Set(all.map(({ key }) => key))].flatMap((key) => {
    const alike = all.filter((one) => one.key === key);
    const [leanest] = alike.toSorted((one, other) => one.invocation.calls.length - other.invocation.calls.length);
    const invocations = alike.map(({ invocation }) => invocation);
    return leanest ? [scoreOf(leanest.invocation, invocations, leanest.literals, memberHosts)] : [];
  });
};
