import { randomUUID } from 'node:crypto';
import { Lambda } from '@aws-sdk/client-lambda';
import { SFN } from '@aws-sdk/client-sfn';
import { SQS } from '@aws-sdk/client-sqs';
import type { IncidentRecord } from '../../incidents/model';
import { type Records, watchRecords } from '../../local/records';
import { type MemberClients, memberClients } from '../../local/seed';
import { HUB, PRODUCTION, STAGING } from '../../local/settings';
import type { Stage, StageOptions } from '../../local/stage';

/** The stage as the tests hold it: the record to watch, and plain SDK clients for everything else. */
export interface Way {
  readonly stage: Stage;
  readonly records: Records;
  readonly sfn: SFN;
  readonly sqs: SQS;
  readonly lambda: Lambda;
  readonly staging: MemberClients;
  readonly production: MemberClients;
}

export type TheWay = () => Way;

/** Requests of the riskiest class run out while one watches; nothing else waits for time. */
export const waySettings: NonNullable<StageOptions['settings']> = (settings) => ({
  ...settings,
  breaker: { disruptiveStepsPerHour: 100 },
  approval: {
    ...settings.approval,
    destructive: {
      ...settings.approval.destructive,
      deadlineMinutes: 0.2,
      remindAfterMinutes: 0.1,
      escalate: undefined,
    },
  },
});

export const openWay = async (stage: Stage): Promise<Way> => ({
  stage,
  records: watchRecords(stage),
  sfn: new SFN(stage.hub.client),
  sqs: new SQS(stage.hub.client),
  lambda: new Lambda(stage.hub.client),
  staging: await memberClients(stage.membersUrl, STAGING, HUB.region),
  production: await memberClients(stage.membersUrl, PRODUCTION, HUB.region),
});

/** An output of the hub stack. Throws when there is none of that name. */
export const output = ({ stage }: Way, name: string): string => {
  const found = stage.hub.outputs[name];
  if (!found) throw new Error(`The hub stack has no output ${name}`);
  return found;
};

/** Starts a machine as a person does in the console. Gives the execution's ARN. */
export const startByHand = async (
  way: Way,
  playbook: string,
  input: unknown,
  name: string = randomUUID(),
): Promise<string> => {
  const stateMachineArn = `${output(way, 'MachinePrefix')}${playbook}`;
  const started = await way.sfn.startExecution({ stateMachineArn, name, input: JSON.stringify(input) });
  return started.executionArn ?? '';
};

/** Waits until `look` gives something. Throws with `what` when it does not. */
export const until = async <T>(what: string, look: () => Promise<T | undefined>, ms = 60_000): Promise<T> => {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise((done) => setTimeout(done, 200))) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`Within ${ms / 1000} s it did not come to this: ${what}`);
};

export const ended = (way: Way, executionArn: string) =>
  until(`${executionArn} ends`, async () => {
    const found = await way.sfn.describeExecution({ executionArn });
    return found.status === 'RUNNING' ? undefined : found;
  });

/** Rows of an incident's journal by step: `{ 'quarantine-interfaces': 'done', … }`. */
export const statuses = (record: IncidentRecord): Readonly<Record<string, string>> =>
  Object.fromEntries(record.journal.map((row) => [row.step, row.status]));

/** Cards of an incident that were posted, not painted again: people are told by each. */
export const postsAbout = ({ stage }: Way, incidentId: string): number =>
  stage.slack.control
    .transcript()
    .filter(
      (entry) =>
        entry.what === 'posted' && entry.blocks.length > 0 && JSON.stringify(entry.blocks).includes(incidentId),
    ).length;
