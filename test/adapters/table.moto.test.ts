import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { tablePort } from '../../adapters/table';
import type { RecordPort } from '../../incidents/port';
import { type Emulator, startMiniStack } from '../../local/emulators';
import { portContract } from '../support/port-contract';

const TABLE = 'cordon-contract';
const text = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const });

const createTable = async (client: DynamoDB): Promise<void> => {
  await client.createTable({
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'queue', 'due'].map(text),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-due',
        KeySchema: [
          { AttributeName: 'queue', KeyType: 'HASH' },
          { AttributeName: 'due', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
};

describe('the table on DynamoDB, as the hub’s emulator has it', () => {
  let emulator: Emulator | undefined;
  let port: RecordPort | undefined;

  beforeAll(async () => {
    emulator = await startMiniStack();
    const credentials = { accessKeyId: '111111111111', secretAccessKey: 'local' };
    const client = new DynamoDB({ endpoint: emulator.url, region: 'eu-west-1', credentials });
    await createTable(client);
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
});
