import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundleOptions } from '../../cdk/bundle';
import { playbooks } from '../../playbooks/index';

// What a bundled function sees of an error: most classes of errors are left out of the bundles, their names and words are not.

const BUNDLED = `import { ConditionalCheckFailedException, DynamoDB } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
const config = { endpoint: process.argv[2], region: 'eu-west-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
const calls = {
  put: (TableName) => new DynamoDB(config).putItem({ TableName, Item: { pk: { S: 'x' } } }),
  transact: (Put) => new DynamoDB(config).transactWriteItems({ TransactItems: [{ Put }] }),
  tell: (taskToken) => new SFNClient(config).send(new SendTaskSuccessCommand({ taskToken, output: '{}' })),
  invoke: (FunctionName) => new LambdaClient(config).send(new InvokeCommand({ FunctionName })),
};
const seen = (error) => ({
  name: error.name, message: error.message, status: error.$metadata?.httpStatusCode, reasons: error.CancellationReasons,
  conditional: error instanceof ConditionalCheckFailedException,
});
calls[process.argv[3]](process.argv[4])
  .then((answer) => ({ attempts: answer.$metadata.attempts }), seen)
  .then((result) => process.stdout.write(JSON.stringify(result)));`;

const SAYS = 'as the service says it';
const folder = mkdtempSync(join(tmpdir(), 'cordon-errors-'));
const outfile = join(folder, 'calls.js');
/** Given one by one; then calls go well. */
let errors: (readonly [type: string, rest?: object])[] = [];
let server: Server;

beforeAll(async () => {
  const { outdir: _outdir, entryPoints: _entries, ...options } = bundleOptions([], folder, playbooks);
  await build({ ...options, outfile, stdin: { contents: BUNDLED, resolveDir: process.cwd() } });
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      const error = errors.shift();
      if (!error) return response.end('{}');
      const [type, rest] = error;
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': type });
      return response.end(JSON.stringify({ __type: `com.amazonaws.any#${type}`, message: SAYS, ...rest }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => server.close(resolve));
});

const seenBy = async (call: string, ...given: typeof errors): Promise<unknown> => {
  errors = given;
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', outfile, endpoint, call, 'any']);
  return JSON.parse(stdout);
};

test('a failed condition is of its class', async () => {
  expect(await seenBy('put', ['ConditionalCheckFailedException'])).toMatchObject({ conditional: true, message: SAYS });
});

test('a cancelled transaction says why, item by item', async () => {
  const reasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }];
  const cancelled = await seenBy('transact', ['TransactionCanceledException', { CancellationReasons: reasons }]);
  expect(cancelled).toMatchObject({ name: 'TransactionCanceledException', reasons });
});

test.each([
  ['put', 'TransactionConflictException'],
  ['tell', 'TaskTimedOut'],
  ['invoke', 'ResourceNotFoundException'],
])('to %s, an error whose class is left out has its name, its words and its status', async (call, name) => {
  expect(await seenBy(call, [name])).toMatchObject({ name, message: SAYS, status: 400 });
});

test.each(['put', 'tell', 'invoke'])('throttling is met with another try, to %s', async (call) => {
  expect(await seenBy(call, ['ThrottlingException'])).toEqual({ attempts: 2 });
});
