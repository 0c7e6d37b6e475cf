import { busyMs, idleSweep, unitsOf, usedBy, waitsOf } from '../../bench/measure';
import type { Call, Invocation } from '../../bench/recording';

const call = (given: Partial<Call>): Call => ({
  method: 'POST',
  host: 'x',
  path: '/',
  scope: 'dynamodb',
  from: 0,
  to: 1,
  status: 200,
  body: '{}',
  ...given,
});
const invocation = (name: string, calls: readonly Call[], more: Partial<Invocation> = {}): Invocation => ({
  name: `cordon-${name}`,
  at: 0,
  event: {},
  calls,
  timers: [],
  logs: 0,
  ms: 10,
  answer: { status: 'ok' },
  ...more,
});
const write = (sk: string): Call =>
  call({
    target: 'DynamoDB_20120810.PutItem',
    body: JSON.stringify({ TableName: 'T', Item: { pk: { S: 'A' }, sk: { S: sk } } }),
  });
const look = (): Call =>
  call({
    target: 'DynamoDB_20120810.Query',
    body: JSON.stringify({ TableName: 'T', IndexName: 'by-due', ExpressionAttributeValues: { ':queue': { S: 'Q' } } }),
  });

describe('what a run used', () => {
  const run = [
    invocation('intake-urgent', [write('1'), call({ scope: 's3', method: 'PUT', body: 'four' })], { logs: 2 }),
    invocation('slack-receive', [call({ scope: 'slack', path: '/api/users.info' }), call({ scope: 'secretsmanager' })]),
    invocation('follow-record', [write('2'), call({ scope: 'sqs', target: 'AmazonSQS.SendMessage' })]),
    invocation('follow-record', [], { ms: 5 }),
  ];
  const used = usedBy(run, unitsOf(run), 10);

  it('names each function with its calls and its time', () => {
    expect(used.functions['follow-record']).toMatchObject({ calls: 2, busyMs: 14 });
    expect(used.functions['slack-receive']).toMatchObject({ calls: 1, slackWaits: 1 });
  });

  it('counts what else is billed', () => {
    expect(used).toMatchObject({
      transitions: 10,
      writeUnits: 2,
      evidencePuts: 1,
      evidenceBytes: 4,
      messages: 2,
      requests: 1,
      secretReads: 1,
      logLines: 2,
    });
  });

  it('takes for an idle sweep one that wrote nothing', () => {
    const sweeps = [invocation('sweep', [look()], { ms: 4 }), invocation('sweep', [look(), write('3')], { ms: 400 })];
    expect(idleSweep(sweeps, unitsOf(sweeps))).toMatchObject({
      functions: { sweep: { calls: 1, busyMs: 3, recordWaits: 1 } },
      readUnits: 0.5,
      writeUnits: 0,
    });
    expect(() => idleSweep(sweeps.slice(1), unitsOf(sweeps))).toThrow('nothing to do');
  });
});

describe('the time of an invocation', () => {
  const at = (from: number, to: number, scope = 'dynamodb'): Call => call({ from, to, scope });

  it('waits for calls one after the other, and only for the longest of those at once', () => {
    const calls = [at(0, 10), at(12, 20), at(12, 19, 'ec2'), at(21, 30, 'slack'), at(22, 29)];
    expect(waitsOf(calls)).toEqual({ record: 1, aws: 1, slack: 1 });
    expect(waitsOf([])).toEqual({ record: 0, aws: 0, slack: 0 });
  });

  it('leaves out calls that never came back', () => {
    expect(waitsOf([at(0, -1)])).toEqual({ record: 0, aws: 0, slack: 0 });
  });

  it('is the function’s own where no call is under way', () => {
    expect(busyMs(invocation('sweep', [at(10, 30), at(20, 40), at(60, 70)], { ms: 100 }))).toBe(60);
  });
});
