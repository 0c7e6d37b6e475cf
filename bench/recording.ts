import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { textOf } from './kinds';

/** One HTTP call of a function; times in milliseconds after the invocation's start. */
export interface Call {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** `DynamoDB_20120810.GetItem`, for JSON protocols. */
  readonly target?: string;
  /** The service that it is signed for, or `slack`. */
  readonly scope: string;
  readonly from: number;
  readonly to: number;
  readonly status: number;
  readonly body: string;
}

/** One invocation of one Lambda function, as `recorder.cjs` saw it. */
export interface Invocation {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly event: unknown;
  readonly calls: readonly Call[];
  /** Timers that fired. */
  readonly timers: readonly { readonly from: number; readonly ms: number }[];
  /** Lines logged: MiniStack waits 50 ms for the log of an invocation that logs nothing. */
  readonly logs: number;
  readonly ms: number;
  readonly answer: { readonly status: string; readonly result?: unknown; readonly error?: string };
}

export interface Recording {
  readonly start: () => void;
  /** Stops, and gives what was recorded since `start`, in order. */
  readonly stop: () => readonly Invocation[];
}

const rowsOf = (file: string): readonly Invocation[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Invocation);

/**
 * Makes every Lambda worker of a stage that is raised afterwards able to record; nothing is recorded before `start`.
 * Changes this process's environment, which the emulators inherit.
 */
export const prepareRecording = (folder: string): Recording => {
  mkdirSync(folder, { recursive: true });
  const script = JSON.stringify(join(__dirname, 'recorder.cjs'));
  process.env['CORDON_BENCH_CALLS'] = folder;
  process.env['NODE_OPTIONS'] = `${process.env['NODE_OPTIONS'] ?? ''} --require ${script}`.trim();
  const on = join(folder, 'on');
  return {
    start: () => writeFileSync(on, ''),
    stop: () => {
      rmSync(on, { force: true });
      const files = readdirSync(folder).map((file) => join(folder, file));
      const rows = files.flatMap(rowsOf).sort((one, other) => one.at - other.at);
      for (const file of files) rmSync(file);
      return rows;
    },
  };
};

/** `GetItem`, `DescribeInstances`, `chat.postMessage`; REST calls by method and first part of the path. */
export const operationOf = ({ scope, target, body, method, path }: Call): string => {
  if (scope === 'slack') return path.slice(path.lastIndexOf('/') + 1);
  if (target) return target.slice(target.lastIndexOf('.') + 1);
  const action = /(?:^|&)Action=(\w+)/.exec(body)?.[1];
  return action ?? REST[`${scope} ${method}`] ?? `${method} ${path}`;
};

const REST: Readonly<Record<string, string>> = {
  's3 PUT': 'PutObject',
  'lambda POST': 'Invoke',
  'guardduty GET': 'ListDetectors',
  'guardduty POST': 'GetFindings',
};

/** The invocations that worked on an incident: those that were told its id, and those that found it themselves. */
export const invocationsOf = (all: readonly Invocation[], incidentId: string): readonly Invocation[] =>
  all.filter(({ name, event, calls }) => {
    const untold = /-(intake-urgent|intake-routine|sweep)$/.test(name);
    return untold ? calls.some(({ body }) => body.includes(incidentId)) : textOf(event).includes(incidentId);
  });
