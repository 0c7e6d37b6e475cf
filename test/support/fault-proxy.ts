import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startGroup, untilHealthy } from '../../local/processes';
import { PROJECT, pythonPath } from '../../local/python';

/** What happens to a call. The error's code is AWS's own word; status and envelope are then those of the service. */
type Effect =
  /** The connection is reset before the emulator sees the call. */
  | { readonly kind: 'reset' }
  /** The emulator does what was asked; its answer is lost with the connection. */
  | { readonly kind: 'answer lost' }
  | { readonly kind: 'error'; readonly code: string; readonly status?: number }
  /** The emulator sees the call so much later. */
  | { readonly kind: 'delay'; readonly ms: number };

export interface Fault {
  /** As the SDK for Python names services. */
  readonly service: 'dynamodb' | 'stepfunctions' | 'sqs' | 's3' | 'ec2' | 'iam' | 'sts' | 'autoscaling' | 'elbv2';
  /** Such as StartExecution; each operation of the service when left out. */
  readonly operation?: string;
  readonly effect: Effect;
  /** So many calls, and then no more; for ever when left out. */
  readonly times?: number;
}

export interface FaultProxy {
  /** The endpoint for clients. */
  readonly url: string;
  /** These faults and no others, from now on. */
  readonly set: (...faults: readonly Fault[]) => Promise<void>;
  /** What fired since the last `set`, such as `StartExecution reset`. */
  readonly fired: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

const changeOf = (effect: Effect): object => {
  switch (effect.kind) {
    case 'reset':
      return { reset: true };
    case 'answer lost':
      return { response: { abort_bytes: 0 } };
    case 'error':
      return { error: { code: effect.code, ...(effect.status ? { status: effect.status } : {}) } };
    case 'delay':
      return { latency: effect.ms };
  }
};

const ruleOf = ({ service, operation, effect, times }: Fault): object => ({
  service,
  ...(operation ? { operation } : {}),
  ...(times ? { times } : {}),
  ...changeOf(effect),
});

const asked = async (url: string, method: string, body?: object): Promise<unknown> => {
  const answer = await fetch(url, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  });
  if (!answer.ok) throw new Error(`the fault proxy answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
};

/** microburst on a free loopback port, before the emulator at `upstream`. */
export const startFaultProxy = async (upstream: string): Promise<FaultProxy> => {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-faults-'));
  const port = await freePort();
  const running = await startGroup({
    name: 'the fault proxy',
    file: pythonPath(),
    args: ['-u', join(PROJECT, 'local/launch.py'), 'microburst', String(port), upstream],
    env: { PATH: process.env['PATH'] },
    log: join(folder, 'microburst.log'),
  });
  const stop = (): Promise<void> =>
    running.stop().finally(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const url = `http://127.0.0.1:${port}`;
  const control = `${url}/_microburst`;
  await untilHealthy('the fault proxy', running, `${control}/health`, 30_000).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    url,
    stop,
    set: async (...faults) => {
      await asked(`${control}/rules`, 'POST', faults.map(ruleOf));
      await asked(`${control}/fired`, 'DELETE');
    },
    fired: async () => {
      const events = (await asked(`${control}/fired?limit=1000`, 'GET')) as readonly Record<string, string>[];
      return events.map(({ operation, action }) => `${operation} ${action}`);
    },
  };
};
