import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { backoff, tablePort } from '../../adapters/table';
import { admit } from '../../incidents/admit';
import type { RecordPort } from '../../incidents/port';
import { readIncident } from '../../incidents/read';
import { type Emulator, startMiniStack } from '../../local/emulators';
import type { Finding } from '../../playbooks/kit/finding';
import { portContract } from '../support/port-contract';
import { brokenPromises } from '../support/promises';
import { clock, finding, PLAYBOOK, START, storeOn, TARGET } from '../support/record-fixtures';
import { createRecordTable, itemsOf } from '../support/record-table';

const TABLE = 'cordon-contract';
const RECORD = 'cordon-record';
describe('the table on DynamoDB, as the hub’s emulator has it', () => {
  let emulator: Emulator | undefined;
  let client: DynamoDB | undefined;
  let port: RecordPort | undefined;

  beforeAll(async () => {
    emulator = await startMiniStack();
    const credentials = { accessKeyId: '111111111111', secretAccessKey: 'local' };
    client = new DynamoDB({ endpoint: emulator.url, region: 'eu-west-1', credentials });
    await createRecordTable(client, TABLE);
    port = tablePort(TABLE, client);
  });
  afterAll(() => emulator?.stop());

  portContract(() => {
    if (!port) throw new Error('the emulator is not up');
    return port;
  });

  it('throws when the table is not there: a fault is never taken for "no such item"', async () => {
    const credentials = { accessKeyId: '111111111111', secretAccessKey: 'local' };
    const lost = tablePort(
      'no-such-table',
      new DynamoDB({ endpoint: emulator?.url ?? '', region: 'eu-west-1', credentials, maxAttempts: 1 }),
    );
    await expect(lost.get({ pk: 'a', sk: 'b' })).rejects.toThrow();
    await expect(lost.write([{ kind: 'put', item: { pk: 'a', sk: 'b' } }])).rejects.toThrow();
  });

  it('takes fifty copies and twenty different findings at once into one incident, and keeps the promises', async () => {
    if (!client) throw new Error('the emulator is not up');
    await createRecordTable(client, RECORD);
    const store = { ...storeOn(tablePort(RECORD, client), clock()), backoff };
    const take = (one: Finding) =>
      admit(store, { finding: one, playbook: PLAYBOOK, target: TARGET, receivedAt: START });
    const copies = await Promise.all(Array.from({ length: 50 }, () => take(finding())));
    expect(copies.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
    expect(copies.filter(({ kind }) => kind === 'repeat')).toHaveLength(49);
    const others = await Promise.all(
      Array.from({ length: 20 }, (_, index) => take(finding({ id: `f0000000000000000000000000000${index + 100}` }))),
    );
    expect(others.filter(({ kind }) => kind === 'joined')).toHaveLength(20);

    const record = await readIncident(store, copies[0]?.incidentId ?? '');
    expect(record?.meta.findingCount).toBe(21);
    expect(record?.findings.find((row) => row.finding.id === finding().id)?.deliveries).toBe(50);
    expect(brokenPromises(await itemsOf(client, RECORD))).toEqual([]);
  });
});
