import { writeFileSync } from 'node:fs';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Lambda } from '@aws-sdk/client-lambda';
import { SFN } from '@aws-sdk/client-sfn';
import { SQS } from '@aws-sdk/client-sqs';
import { startMiniStack, startMoto } from '../../../local/emulators';
import { memberClients, seedMembers } from '../../../local/seed';
import { HUB, STAGING } from '../../../local/settings';
import { doorProbes } from './doors';
import { hubProbes } from './hub';
import { memberProbes } from './members';
import { neverShown } from './never';
import { ask, type Hub, type Probe, type Row } from './probe';

// Runs before the tests: both emulators move fast, and a green test is worth what the emulator under it is worth.

const WORDS = { works: 'works', gap: 'gap', closed: 'CLOSED', broken: 'BROKEN', never: 'never' } as const;

const print = (row: Row): void => {
  console.log(
    `  ${WORDS[row.state].padEnd(7)} ${row.id.padEnd(5)} ${row.title}${row.problem ? `\n          ${row.problem}` : ''}`,
  );
};

const askAll = async <T>(probes: readonly Probe<T>[], place: T): Promise<Row[]> => {
  const rows: Row[] = [];
  for (const probe of probes) {
    const row = await ask(probe, place);
    print(row);
    rows.push(row);
  }
  return rows;
};

const probeHub = async (): Promise<Row[]> => {
  const emulator = await startMiniStack();
  try {
    const credentials = { accessKeyId: HUB.accountId, secretAccessKey: 'x' };
    const config = { region: HUB.region, endpoint: emulator.url, credentials };
    const clients = {
      lambda: new Lambda(config),
      sfn: new SFN(config),
      sqs: new SQS(config),
      dynamodb: new DynamoDB(config),
    };
    const hub: Hub = { config, ...clients };
    return await askAll([...hubProbes, ...doorProbes], hub);
  } finally {
    await emulator.stop();
  }
};

const probeMembers = async (): Promise<Row[]> => {
  const emulator = await startMoto();
  try {
    await seedMembers(emulator.url, new Date());
    const clients = await memberClients(emulator.url, STAGING, HUB.region);
    return await askAll(memberProbes, { url: emulator.url, clients });
  } finally {
    await emulator.stop();
  }
};

const main = async (out: string | undefined): Promise<void> => {
  const [hub, members] = await Promise.all([probeHub(), probeMembers()]);
  const rows = [...hub, ...members, ...neverShown];
  if (out) writeFileSync(out, JSON.stringify(rows, null, 2));
  process.exitCode = rows.every((row) => row.ok) ? 0 : 1;
};

void main(process.argv[2]);
