import type { Measured, RunUse } from '../cli/cost/inputs';
import { type Call, type Invocation, operationOf } from './recording';
import { tableUnits, total, type Units } from './table-units';

const OURS = 'cordon-';

/** Request units of every DynamoDB call of a recording, which has to begin before the first row that it tells of. */
export const unitsOf = (recorded: readonly Invocation[]): ReadonlyMap<Call, Units> => {
  const count = tableUnits();
  return new Map(
    recorded
      .flatMap((invocation) => invocation.calls.map((call) => ({ call, at: invocation.at + call.from })))
      .filter(({ call }) => call.scope === 'dynamodb')
      .sort((one, other) => one.at - other.at)
      .map(({ call }) => [call, count(operationOf(call), call.body, call.status === 200)] as const),
  );
};

type Waits = Readonly<Record<'record' | 'aws' | 'slack', number>>;

const kindOfCall = ({ scope }: Call): keyof Waits => {
  if (scope === 'slack') return 'slack';
  return scope === 'dynamodb' ? 'record' : 'aws';
};

/** How long these take on AWS beside each other: which of several calls at once an invocation waits for. */
const WEIGHT: Waits = { record: 1, aws: 8, slack: 25 };
const NONE: Waits = { record: 0, aws: 0, slack: 0 };
const weightOf = ({ record, aws, slack }: Waits): number =>
  record * WEIGHT.record + aws * WEIGHT.aws + slack * WEIGHT.slack;

/** The calls that one after the other make up an invocation's waiting: those beside them cost no time of their own. */
export const waitsOf = (calls: readonly Call[]): Waits => {
  const over = calls.filter(({ to }) => to >= 0).sort((one, other) => one.to - other.to);
  const best: { readonly to: number; readonly waits: Waits }[] = [{ to: 0, waits: NONE }];
  for (const call of over) {
    const before = best.findLast(({ to }) => to <= call.from)?.waits ?? NONE;
    const kind = kindOfCall(call);
    const longer = { ...before, [kind]: before[kind] + 1 };
    const longest = best.at(-1)?.waits ?? NONE;
    best.push({ to: call.to, waits: weightOf(longer) > weightOf(longest) ? longer : longest });
  }
  return best.at(-1)?.waits ?? NONE;
};

/** Milliseconds in which no call was under way: the function's own work. */
export const busyMs = ({ ms, calls }: Invocation): number => {
  let covered = 0;
  let end = 0;
  for (const { from, to } of [...calls].filter((call) => call.to >= 0).sort((one, other) => one.from - other.from)) {
    covered += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return Math.max(0, ms - covered);
};

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

const functionsOf = (invocations: readonly Invocation[]): RunUse['functions'] => {
  const names = [...new Set(invocations.map(({ name }) => name))].sort();
  return Object.fromEntries(
    names.map((name) => {
      const own = invocations.filter((one) => one.name === name);
      const waits = own.map(({ calls }) => waitsOf(calls));
      const use = {
        calls: own.length,
        busyMs: Math.round(sum(own.map(busyMs))),
        recordWaits: sum(waits.map(({ record }) => record)),
        awsWaits: sum(waits.map(({ aws }) => aws)),
        slackWaits: sum(waits.map(({ slack }) => slack)),
      };
      return [name.slice(OURS.length), use] as const;
    }),
  );
};

/** Messages that a call puts into a queue. */
const messagesIn = (call: Call): number => {
  if (operationOf(call) === 'SendMessage') return 1;
  if (operationOf(call) !== 'SendMessageBatch') return 0;
  return (JSON.parse(call.body) as { readonly Entries: readonly unknown[] }).Entries.length;
};

/** What these invocations used. A message reached intake by its queue, which no function's calls show. */
export const usedBy = (
  invocations: readonly Invocation[],
  units: ReadonlyMap<Call, Units>,
  transitions: number,
): RunUse => {
  const calls = invocations.flatMap((one) => one.calls);
  const puts = calls.filter((call) => call.scope === 's3' && call.method === 'PUT');
  const { write, read, grew } = total(calls.flatMap((call) => units.get(call) ?? []));
  const arrived = invocations.filter(({ name }) => name.includes('-intake-')).length;
  return {
    transitions,
    functions: functionsOf(invocations),
    writeUnits: write,
    readUnits: read,
    recordBytes: Math.max(0, grew),
    evidencePuts: puts.length,
    evidenceBytes: puts.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0),
    messages: arrived + calls.reduce((sum, call) => sum + messagesIn(call), 0),
    requests: invocations.filter(({ name }) => name === `${OURS}slack-receive`).length,
    secretReads: calls.filter(({ scope }) => scope === 'secretsmanager').length,
    logLines: invocations.reduce((sum, { logs }) => sum + logs, 0),
  };
};

const averaged = (uses: readonly RunUse[]): RunUse => {
  const mean = (pick: (use: RunUse) => number): number =>
    Math.round((uses.reduce((sum, use) => sum + pick(use), 0) / uses.length) * 100) / 100;
  const names = [...new Set(uses.flatMap(({ functions }) => Object.keys(functions)))];
  return {
    transitions: mean((use) => use.transitions),
    functions: Object.fromEntries(
      names.map((name) => [
        name,
        {
          calls: mean(({ functions }) => functions[name]?.calls ?? 0),
          busyMs: mean(({ functions }) => functions[name]?.busyMs ?? 0),
          recordWaits: mean(({ functions }) => functions[name]?.recordWaits ?? 0),
          awsWaits: mean(({ functions }) => functions[name]?.awsWaits ?? 0),
          slackWaits: mean(({ functions }) => functions[name]?.slackWaits ?? 0),
        },
      ]),
    ),
    writeUnits: mean((use) => use.writeUnits),
    readUnits: mean((use) => use.readUnits),
    recordBytes: mean((use) => use.recordBytes),
    evidencePuts: mean((use) => use.evidencePuts),
    evidenceBytes: mean((use) => use.evidenceBytes),
    messages: mean((use) => use.messages),
    requests: mean((use) => use.requests),
    secretReads: mean((use) => use.secretReads),
    logLines: mean((use) => use.logLines),
  };
};

/** The sweeper's wake-ups that found nothing to do: those that wrote nothing. */
export const idleSweep = (recorded: readonly Invocation[], units: ReadonlyMap<Call, Units>): RunUse => {
  const sweeps = recorded.filter(({ name }) => name === `${OURS}sweep`);
  const idle = sweeps.filter((one) => one.calls.every((call) => (units.get(call)?.write ?? 0) === 0));
  if (idle.length === 0) throw new Error('The sweeper was never seen with nothing to do');
  return averaged(idle.map((one) => usedBy([one], units, 0)));
};

export const measuredText = (measured: Measured): string => `${JSON.stringify(measured, null, 2)}\n`;
