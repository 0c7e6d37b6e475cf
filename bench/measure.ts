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

const functionsOf = (invocations: readonly Invocation[]): RunUse['functions'] => {
  const names = [...new Set(invocations.map(({ name }) => name))].sort();
  return Object.fromEntries(
    names.map((name) => {
      const own = invocations.filter((one) => one.name === name);
      const calls = own.flatMap((one) => one.calls);
      const slackCalls = calls.filter(({ scope }) => scope === 'slack').length;
      return [
        name.slice(OURS.length),
        {
          calls: own.length,
          milliseconds: Math.round(own.reduce((sum, { ms }) => sum + ms, 0)),
          awsCalls: calls.length - slackCalls,
          slackCalls,
        },
      ];
    }),
  );
};

/** What these invocations used. A message reached intake by its queue, which no function's calls show. */
export const useOf = (
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
    messages: arrived + calls.filter((call) => operationOf(call) === 'SendMessage').length,
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
          milliseconds: mean(({ functions }) => functions[name]?.milliseconds ?? 0),
          awsCalls: mean(({ functions }) => functions[name]?.awsCalls ?? 0),
          slackCalls: mean(({ functions }) => functions[name]?.slackCalls ?? 0),
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
  return averaged(idle.map((one) => useOf([one], units, 0)));
};

export const measuredText = (measured: Measured): string => `${JSON.stringify(measured, null, 2)}\n`;
