import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type Machine, machineOf } from '../../cdk/derive/machine';
import { handler as follow } from '../../handlers/follow-record';
import { handler as sweep } from '../../handlers/sweep';
import { type Decided, decide } from '../../incidents/decide';
import type { AuditRow, IncidentRecord } from '../../incidents/model';
import { readAudit, readIncident } from '../../incidents/read';
import { type Emulator, startLastingMiniStack } from '../../local/emulators';
import type { Fault } from '../support/fault-proxy';
import { closed, deliver, incidents, newEvent, untilLatest, untilWaiting } from './arrive';
import { definitionOf, MACHINE_ARN, PLAYBOOK, raiseHub, type SmallHub, until, workOf } from './hub';
import { row } from './row';

// Runs of the machine as it is deployed, on the emulator's Step Functions; handlers run here, behind the fault proxy.
jest.mock('../../adapters/store', () => jest.requireActual('./place'));
jest.mock('../../handlers/member', () => jest.requireActual('../handlers/door'));
jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'cordon-region-'));
let emulator: Emulator;
let hub: SmallHub;

beforeAll(async () => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  hub = await raiseHub(async () => {
    emulator = await startLastingMiniStack(folder);
    return emulator;
  });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await hub?.stop();
  await emulator?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});
beforeEach(() => hub.fresh());
afterEach(() => deployed(PLAYBOOK));

const FUNCTION = {
  look: `cordon-${PLAYBOOK.id}-investigate`,
  ask: 'cordon-await-approval',
  act: `cordon-${PLAYBOOK.id}-contain`,
};

/** A release: all functions, and the machine's definition. */
const deployed = async (playbook: typeof PLAYBOOK, machine: Machine = machineOf(playbook)): Promise<void> => {
  for (const name of Object.values(FUNCTION)) hub.couriers.change(name, workOf(playbook));
  await hub.sfn.updateStateMachine({ stateMachineArn: MACHINE_ARN, definition: definitionOf(machine) });
};

const waiting = async (): Promise<string> => {
  await deliver(newEvent());
  return (await untilWaiting(hub)).meta.incidentId;
};
const recordOf = async (incidentId: string): Promise<IncidentRecord> => {
  const record = await readIncident(hub.store(), incidentId);
  if (!record) throw new Error(`${incidentId} is missing`);
  return record;
};
const vote = async (incidentId: string, personId: string, cast: 'approve' | 'deny' = 'approve'): Promise<Decided> => {
  const { revision } = (await recordOf(incidentId)).meta;
  return decide(hub.store(), { incidentId, revision, vote: cast, reason: 'seen', personId, door: 'slack' });
};
const approve = async (incidentId: string): Promise<void> => {
  for (const personId of ['lee', 'kim']) await vote(incidentId, personId);
};

/** A change of the record, as it is handed on to the function that follows it. */
const changed = (incidentId: string): Promise<SQSBatchResponse> =>
  follow({ Records: [{ messageId: 'm0', body: JSON.stringify({ incidentId }) }] } as SQSEvent);
const delivered = async (incidentId: string): Promise<boolean> =>
  (await recordOf(incidentId)).approval?.deliveredAt !== undefined;
const lastRow = async (incidentId: string): Promise<AuditRow | undefined> =>
  (await readAudit(hub.store(), incidentId, 0)).at(-1);
const statusOf = async ({ meta }: IncidentRecord): Promise<string> => {
  const executionArn = meta.executionArn ?? '';
  return until('the run has ended', async () => {
    const { status } = await hub.sfn.describeExecution({ executionArn });
    return status === 'RUNNING' ? undefined : status;
  });
};
const untilContained = async (): Promise<void> => {
  const record = await untilLatest(hub, 'the run has come to its end', closed);
  expect(record.meta.outcome).toBe('contained');
  expect(hub.account().effects).toHaveLength(2);
};

describe('the function that asks', () => {
  row(
    'F14',
    'APM',
    'cannot keep the token: it ends the wait itself, and the run goes on to a visible end',
    async () => {
      hub.couriers.change(FUNCTION.ask, async (event) => {
        await hub.proxy.set({ service: 'dynamodb', effect: { kind: 'error', code: 'InternalServerError' } });
        return workOf(PLAYBOOK)(event).finally(() => hub.proxy.set());
      });
      await deliver(newEvent());
      const [record] = await until('the run is over', async () => {
        const all = await incidents(hub);
        return all[0] && closed(all[0]) ? all : undefined;
      });
      expect(record?.meta).toMatchObject({ outcome: 'stale' });
      expect(hub.account().effects).toEqual([]);
      return hub.items();
    },
  );

  row('F14', 'AM', 'never answers: the wait runs out, and the run goes on to a visible end', async () => {
    const machine = JSON.parse(
      JSON.stringify(machineOf(PLAYBOOK)).replace('"TimeoutSeconds":604800', '"TimeoutSeconds":1'),
    );
    await deployed(PLAYBOOK, machine as Machine);
    hub.couriers.change(FUNCTION.ask, async () => undefined);
    await deliver(newEvent());
    const [record] = await until('the run is over', async () => {
      const all = await incidents(hub);
      return all[0] && closed(all[0]) ? all : undefined;
    });
    expect(record?.meta).toMatchObject({ outcome: 'stale' });
    return hub.items();
  });

  row('F14', 'AM', 'throws before it asked: the incident ends as failed, and people are told', async () => {
    hub.couriers.change(FUNCTION.look, async (event) => {
      if ((event as { do?: string }).do === 'investigate') throw new Error('out of memory');
      return workOf(PLAYBOOK)(event);
    });
    await deliver(newEvent());
    const record = await untilLatest(hub, 'the run is over', closed);
    expect(record.meta.outcome).toBe('failed');
    expect(await statusOf(record)).toBe('FAILED');
    expect(await lastRow(record.meta.incidentId)).toMatchObject({ event: 'incident.closed', page: true });
    return hub.items();
  });
});

describe('a click that comes too late', () => {
  row('F16', 'M', 'after the decision is told who decided and when, and changes nothing', async () => {
    const incidentId = await waiting();
    await approve(incidentId);
    expect(await vote(incidentId, 'dana', 'deny')).toMatchObject({
      code: 'already-decided',
      text: expect.stringMatching(/^Already approved by Lee and Kim at \d{4}-\d\d-\d\d \d\d:\d\d UTC\./),
    });
    await changed(incidentId);
    await untilContained();
    expect(await vote(incidentId, 'dana', 'deny')).toMatchObject({ code: 'already-decided' });
    return hub.items();
  });

  row('F16', 'M', 'after the deadline is told so, and the run ends without a change', async () => {
    const incidentId = await waiting();
    hub.time().forward(31);
    expect(await vote(incidentId, 'lee')).toMatchObject({ code: 'expired' });
    await changed(incidentId);
    const record = await untilLatest(hub, 'the run is over', closed);
    expect(record.meta.outcome).toBe('expired');
    expect(await vote(incidentId, 'lee')).toMatchObject({ code: 'already-decided' });
    expect(hub.account().effects).toEqual([]);
    return hub.items();
  });

  row('F16', 'M', 'after somebody stopped the run changes nothing', async () => {
    const incidentId = await waiting();
    await hub.sfn.stopExecution({ executionArn: (await recordOf(incidentId)).meta.executionArn ?? '' });
    await approve(incidentId);
    hub.time().forward(5);
    await sweep();
    await sweep();
    const record = await recordOf(incidentId);
    expect(record.meta).toMatchObject({ stage: 'closed', outcome: 'failed' });
    expect(record.meta.outcomeDetail).toContain('Someone aborted it');
    expect(hub.account().effects).toEqual([]);
    return hub.items();
  });
});

describe('telling Step Functions what was decided', () => {
  const tell = (effect: Fault['effect'], times?: number): Promise<void> =>
    hub.proxy.set({ service: 'stepfunctions', operation: 'SendTaskSuccess', effect, ...(times ? { times } : {}) });

  row('F18', 'PM', 'is throttled: the record remembers it, and the retry queue brings it again', async () => {
    const incidentId = await waiting();
    await approve(incidentId);
    await tell({ kind: 'error', code: 'ThrottlingException' });
    await changed(incidentId);
    expect(await delivered(incidentId)).toBe(false);
    await hub.proxy.set();
    const { Messages = [] } = await hub.sqs.receiveMessage({ QueueUrl: hub.queues.retry, WaitTimeSeconds: 10 });
    expect(Messages.map(({ Body }) => Body)).toEqual([JSON.stringify({ incidentId, again: true })]);
    await follow({ Records: [{ messageId: 'm1', body: Messages[0]?.Body }] } as SQSEvent);
    expect(await delivered(incidentId)).toBe(true);
    await untilContained();
    return hub.items();
  });

  row('F18', 'PM', 'is throttled, and the retry queue is away too: the sweeper brings it', async () => {
    const incidentId = await waiting();
    await approve(incidentId);
    const effect = { kind: 'error', code: 'ThrottlingException' } as const;
    await hub.proxy.set({ service: 'stepfunctions', effect }, { service: 'sqs', effect: { kind: 'reset' } });
    expect(await changed(incidentId)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    hub.time().forward(1);
    expect(await sweep()).toMatchObject({ problems: 1 });
    await hub.proxy.set();
    expect(await sweep()).toMatchObject({ problems: 0 });
    await untilContained();
    return hub.items();
  });

  for (const times of [1, 3])
    row(
      'F19',
      'PM',
      `works, and the answer is lost ${times === 1 ? 'once' : 'each time'}: one run, told once`,
      async () => {
        const incidentId = await waiting();
        await approve(incidentId);
        await tell({ kind: 'answer lost' }, times);
        await changed(incidentId);
        hub.time().forward(1);
        await sweep();
        expect(await delivered(incidentId)).toBe(true);
        await untilContained();
        return hub.items();
      },
    );
});

describe('the audit row before a change', () => {
  row('F29', 'PM', 'cannot be written: the change is not made, and the incident says so', async () => {
    const incidentId = await waiting();
    await approve(incidentId);
    hub.couriers.change(FUNCTION.act, async (event) => {
      const effect = { kind: 'error', code: 'InternalServerError' } as const;
      await hub.proxy.set({ service: 'dynamodb', operation: 'TransactWriteItems', effect });
      return workOf(PLAYBOOK)(event).finally(() => hub.proxy.set());
    });
    await changed(incidentId);
    const record = await untilLatest(hub, 'the run is over', closed);
    expect(record.meta.outcome).toBe('failed');
    expect(hub.account().writes).toEqual([]);
    return hub.items();
  });
});

describe('a region that goes away while people are asked', () => {
  const restart = async (): Promise<void> => {
    const port = Number(new URL(emulator.url).port);
    process.kill(emulator.pid, 'SIGTERM');
    await until('the emulator is gone', async () => {
      try {
        return process.kill(emulator.pid, 0) ? undefined : true;
      } catch {
        return true;
      }
    });
    emulator = await startLastingMiniStack(folder, port);
  };

  row(
    'F28',
    'M',
    'comes back without its runs: the sweeper closes what is open, asks again, and that run is done',
    async () => {
      const incidentId = await waiting();
      await restart();
      hub.time().forward(5);
      await sweep();
      expect((await recordOf(incidentId)).meta).toMatchObject({ stage: 'closed', outcome: 'stale' });
      hub.time().forward(2);
      await sweep();
      const next = (await untilWaiting(hub)).meta.incidentId;
      expect(next).toBe(incidentId.replace(/-1$/, '-2'));
      await approve(next);
      await changed(next);
      await untilContained();
      return hub.items();
    },
  );
});

describe('a release that comes while people are asked', () => {
  row('F30', 'AM', 'of the same playbook: the run that waits is answered and done', async () => {
    const incidentId = await waiting();
    const machine = machineOf(PLAYBOOK);
    await deployed(PLAYBOOK, { ...machine, Comment: `${machine.Comment} Another wording.` });
    await approve(incidentId);
    await changed(incidentId);
    await untilContained();
    return hub.items();
  });

  row(
    'F30',
    'AM',
    'of another version: the approval of the old one changes nothing, and people are asked again',
    async () => {
      const incidentId = await waiting();
      const next = { ...PLAYBOOK, version: PLAYBOOK.version + 1 };
      await deployed(next);
      await approve(incidentId);
      await changed(incidentId);
      await until('the old run is over', async () => (closed(await recordOf(incidentId)) ? true : undefined));
      expect((await recordOf(incidentId)).meta.outcome).toBe('stale');
      expect(hub.account().writes).toEqual([]);
      hub.time().forward(2);
      await sweep();
      const second = (await untilWaiting(hub)).meta.incidentId;
      expect((await recordOf(second)).plan?.version).toBe(next.version);
      await approve(second);
      await changed(second);
      await untilContained();
      return hub.items();
    },
  );
});
