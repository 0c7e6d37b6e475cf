import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SFN } from '@aws-sdk/client-sfn';
import { approve, askUndo, deny, tryAs } from '../people-act';
import { type InstanceState, readInstance } from '../read-back';
import { asking, closed } from '../records';
import type { InstanceName } from '../seed';
import { STRANGER } from '../settings';
import { subjectNamed } from '../subjects';
import { type Check, check, instanceTarget, type Teller, type Told } from './story';

const isolated = (state: InstanceState, seeded: readonly string[]): readonly Check[] => {
  const groups = Object.values(state.interfaces);
  return [
    check(
      'every interface has one group, and it lets nothing in or out',
      groups.every((one) => one.length === 1) && state.openGroups.length === 0,
      state.interfaces,
    ),
    check(
      'no interface was left out',
      seeded.every((id) => id in state.interfaces),
      Object.keys(state.interfaces),
    ),
    check('a snapshot of each volume was started', state.snapshots >= 1, state.snapshots),
  ];
};

const asSeeded = (teller: Teller, name: InstanceName, state: InstanceState): Check => {
  const seeded = teller.stage.seed.staging.instances[name].interfaces;
  const same = seeded.every(
    ({ id, groups }) => JSON.stringify([...groups].sort()) === JSON.stringify(state.interfaces[id]),
  );
  return check('every interface has the groups that it was launched with', same, state.interfaces);
};

const sendAbout = async (teller: Teller, fixture: string, name: InstanceName): Promise<string> => {
  const subject = subjectNamed(teller.stage.seed, name);
  if (!subject) throw new Error(`There is no ${name}`);
  await teller.stage.send(fixture, subject);
  return (await teller.records.untilOn(instanceTarget(teller, name), asking)).meta.incidentId;
};

const interfaceIds = (teller: Teller, name: InstanceName): readonly string[] =>
  teller.stage.seed.staging.instances[name].interfaces.map((one) => one.id);

/** A command-and-control finding; a stranger is refused, an approver says yes. */
export const approvedInstance = async (teller: Teller): Promise<Told> => {
  const { stage, records, say } = teller;
  const id = await sendAbout(teller, 'ec2-command-and-control', 'web-1');
  const refusal = await tryAs(stage, STRANGER.id, id).catch((error: unknown) => String(error));
  say(`A stranger clicked and was told: ${refusal.split('\n')[0] ?? ''}`);
  const waiting = await records.read(id);
  await approve(stage, 'dana', id, 'The address is on our block list', instanceTarget(teller, 'web-1').id);
  const record = await records.until(id, closed);
  const state = await readInstance(stage.membersUrl, record.meta.target.id);
  const refused = check(
    'the stranger’s click left no vote',
    waiting?.votes.length === 0 && refusal.length > 0,
    waiting?.votes,
  );
  return {
    title: 'Instance approved; a stranger refused',
    record,
    checks: [...isolated(state, interfaceIds(teller, 'web-1')), refused],
  };
};

/** The contained instance is put back: its own plan, its own approval, read back. */
export const undoneInstance = async (teller: Teller, contained: Told): Promise<Told> => {
  const { stage, records } = teller;
  const { incidentId, target } = contained.record.meta;
  await askUndo(stage, 'eli', incidentId, 'A test of the scanner team, confirmed by phone');
  const open = await records.until(incidentId, (record) => record.meta.undo !== undefined);
  const undoId = open.meta.undo?.incidentId ?? '';
  await records.until(undoId, asking);
  await approve(stage, 'dana', undoId, 'Confirmed with the scanner team', target.id);
  const record = await records.until(undoId, closed);
  const state = await readInstance(stage.membersUrl, target.id);
  return { title: 'The same instance undone', record, checks: [asSeeded(teller, 'web-1', state)] };
};

/** Nobody answers about the NAT host: it expires by itself. */
export const expiredInstance = async (teller: Teller): Promise<Told> => {
  const id = await sendAbout(teller, 'ec2-command-and-control', 'nat-1');
  const record = await teller.records.until(id, closed, 120_000);
  const state = await readInstance(teller.stage.membersUrl, record.meta.target.id);
  return { title: 'A NAT host nobody answered about: expired', record, checks: [asSeeded(teller, 'nat-1', state)] };
};

/** Someone starts the playbook in the Step Functions console: unverified, so two people approve. */
export const byHand = async (teller: Teller): Promise<Told> => {
  const { stage, records } = teller;
  const target = instanceTarget(teller, 'batch-1');
  const { accountId, region, id } = target;
  const input = { target: { accountId, region, id }, reason: 'The forensics team saw beacons in a memory image' };
  const stateMachineArn = `${stage.hub.outputs['MachinePrefix'] ?? ''}isolate-instance`;
  await new SFN(stage.hub.client).startExecution({ stateMachineArn, name: randomUUID(), input: JSON.stringify(input) });
  const open = await records.untilOn(target, asking);
  await approve(stage, 'dana', open.meta.incidentId, 'Seen the image', id);
  const afterOne = await records.read(open.meta.incidentId);
  await approve(stage, 'eli', open.meta.incidentId, 'Seen it too', id);
  const record = await records.until(open.meta.incidentId, closed);
  const state = await readInstance(stage.membersUrl, id);
  const two = check(
    'one approval was not enough',
    afterOne?.approval?.status === 'PENDING',
    afterOne?.approval?.status,
  );
  return {
    title: 'Started from the Step Functions console, two approvers',
    record,
    checks: [...isolated(state, interfaceIds(teller, 'batch-1')), two],
  };
};

/** Reads the waiting task's token where anyone with history access could, and answers in Cordon's place. */
const forgeApproval = async (teller: Teller, executionArn: string): Promise<void> => {
  const sfn = new SFN(teller.stage.hub.client);
  const { events } = await sfn.getExecutionHistory({ executionArn, includeExecutionData: true });
  const token = /"taskToken"\s*:\s*"([^"]+)"/.exec(
    (events ?? []).map((event) => event.taskScheduledEventDetails?.parameters ?? '').join('\n'),
  )?.[1];
  const taskToken = token ?? (await tokenFromTable(teller, executionArn));
  await sfn.sendTaskSuccess({ taskToken, output: JSON.stringify({ decision: 'approved' }) });
};

/** The emulator's history leaves the token out; on AWS it stands there. */
const tokenFromTable = async ({ stage }: Teller, executionArn: string): Promise<string> => {
  const incidentId = executionArn.slice(executionArn.lastIndexOf(':') + 1);
  const table = new DynamoDB(stage.hub.client);
  const found = await table.getItem({
    TableName: stage.hub.outputs['TableName'] ?? '',
    Key: { pk: { S: `TOKEN#${incidentId}` }, sk: { S: 'TOKEN' } },
  });
  return found.Item?.['token']?.S ?? '';
};

/** A stolen task token says "approved": nothing is changed, and the question is asked again. */
export const forgedApproval = async (teller: Teller): Promise<readonly Told[]> => {
  const { records, stage } = teller;
  const id = await sendAbout(teller, 'ec2-command-and-control', 'batch-2');
  const waiting = await records.until(id, (record) => asking(record) && record.meta.executionArn !== undefined);
  await forgeApproval(teller, waiting.meta.executionArn ?? '');
  const record = await records.until(id, closed);
  const state = await readInstance(stage.membersUrl, record.meta.target.id);
  const rows = await records.audit(id);
  const audited = check(
    'the audit trail says that the run was refused',
    rows.some((row) => row.event.includes('refused')),
    rows.map((row) => row.event),
  );
  const again = await records.untilOn(record.meta.target, (next) => next.meta.incidentId !== id && asking(next));
  await deny(stage, 'dana', again.meta.incidentId, 'Known beacon of the backup agent');
  const denied = await records.until(again.meta.incidentId, closed);
  const after = await readInstance(stage.membersUrl, record.meta.target.id);
  return [
    {
      title: 'A forged SendTaskSuccess: nothing changed, asked again',
      record,
      checks: [asSeeded(teller, 'batch-2', state), audited],
    },
    { title: 'The second question, denied', record: denied, checks: [asSeeded(teller, 'batch-2', after)] },
  ];
};
