import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { SFN } from '@aws-sdk/client-sfn';
import { forTarget, loadFixture } from '../local/findings';
import { buttonsOf, type Card, cardsOf, inputsOf, press, submit } from '../local/hands';
import { memberClients } from '../local/seed';
import { HUB, STAGING } from '../local/settings';
import type { OpenView } from '../local/slack';
import type { Stage } from '../local/stage';
import { NULL_SOURCE, type NullFlow } from './null-stack';
import type { BenchInstance } from './subjects';

/** One of the two that are compared. */
export interface Side {
  readonly name: string;
  /** Puts the finding on the bus. */
  readonly send: (instance: BenchInstance) => Promise<unknown>;
  /** Where its buttons lead. */
  readonly slackUrl: string;
  readonly machinePrefix: string;
}

export interface Timed {
  readonly instance: BenchInstance;
  readonly incidentId: string;
  /** PutEvents → the request stands in Slack. */
  readonly toMessage: number;
  /** The deciding submit → every interface reads back as isolated. */
  readonly toContained: number;
  /** Where the request stands. */
  readonly card: string;
}

const FIXTURE = 'ec2-command-and-control';
const PATIENCE_MS = 60_000;
/** MiniStack looks at its streams at least once a second. */
const QUIET_MS = 1100;
/** Often enough beside what is measured, seldom enough not to be in its way. */
const LOOK_EVERY_MS = 40;

export const cordonSide = (stage: Stage, slackUrl: string): Side => ({
  name: 'Cordon',
  send: ({ instanceId }) => stage.send(FIXTURE, { accountId: STAGING, instanceId }),
  slackUrl,
  machinePrefix: stage.hub.outputs['MachinePrefix'] ?? '',
});

export const nullSide = (stage: Stage, flow: NullFlow): Side => {
  const bus = new EventBridge(stage.hub.client);
  return {
    name: 'null workflow',
    send: ({ instanceId }) => {
      const { detail } = forTarget(loadFixture(FIXTURE), { accountId: STAGING, instanceId });
      const Entries = [{ Source: NULL_SOURCE, DetailType: 'GuardDuty Finding', Detail: JSON.stringify(detail) }];
      return bus.putEvents({ Entries });
    },
    ...flow,
  };
};

const reviewOf = (card: Card) => buttonsOf(card).find(({ text }) => text.text.startsWith('Review'));

const cardOf = (stage: Stage, instanceId: string): Promise<Card> =>
  stage.slack.control.waitFor(
    () => cardsOf(stage).find((card) => JSON.stringify(card.blocks).includes(instanceId) && reviewOf(card)),
    PATIENCE_MS,
  );

/** Until nothing has been said in Slack for a while. */
const quiet = async (stage: Stage): Promise<void> => {
  for (let before = -1; before !== stage.slack.control.transcript().length; await sleep(QUIET_MS))
    before = stage.slack.control.transcript().length;
};

const openDialog = async (stage: Stage, card: Card): Promise<OpenView> => {
  const button = reviewOf(card);
  if (!button) throw new Error('The request lost its button');
  const pressed = await press(stage.slack, 'dana', card, button);
  if (pressed.kind !== 'dialog' || !pressed.dialog.view.submit)
    throw new Error(`No dialog to submit: ${pressed.kind === 'failed' ? pressed.problem : pressed.kind}`);
  return pressed.dialog;
};

/** Resolves with the moment at which the account says that no interface has its old groups. */
const isolated = async (stage: Stage, instanceId: string): Promise<number> => {
  const { ec2 } = await memberClients(stage.membersUrl, STAGING, HUB.region);
  const open = Object.values(stage.seed.staging.groups);
  const Filters = [{ Name: 'attachment.instance-id', Values: [instanceId] }];
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await sleep(LOOK_EVERY_MS)) {
    const { NetworkInterfaces = [] } = await ec2.describeNetworkInterfaces({ Filters });
    const groups = NetworkInterfaces.flatMap((one) => one.Groups ?? []).map(({ GroupId }) => GroupId ?? '');
    if (groups.length > 0 && !groups.some((group) => open.includes(group))) return performance.now();
  }
  throw new Error(`${instanceId} was not isolated within ${PATIENCE_MS / 1000} s`);
};

const over = async (stage: Stage, { machinePrefix }: Side, incidentId: string): Promise<void> => {
  const sfn = new SFN(stage.hub.client);
  const machine = `${machinePrefix}isolate-instance`.replace(':stateMachine:', ':execution:');
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(250)) {
    const { status } = await sfn.describeExecution({ executionArn: `${machine}:${incidentId}` });
    if (status === 'SUCCEEDED') return quiet(stage);
    if (status !== 'RUNNING') throw new Error(`The run of ${incidentId} ended as ${status}`);
  }
  throw new Error(`The run of ${incidentId} did not end`);
};

const decide = async (stage: Stage, dialog: OpenView): Promise<void> => {
  const values = Object.fromEntries(inputsOf(dialog).map(({ block_id = '' }) => [block_id, 'Measured']));
  const { problem } = await submit(stage.slack, 'dana', dialog, values);
  if (problem) throw new Error(`The approval was not taken: ${problem}`);
};

/** One finding from the bus to the end, approved by one person. Both sides are run by these same hands. */
export const runOnce = async (stage: Stage, side: Side, instance: BenchInstance): Promise<Timed> => {
  stage.slack.control.sendInteractionsTo(side.slackUrl);
  const sent = performance.now();
  const [card, seen] = await Promise.all([
    cardOf(stage, instance.instanceId).then((found) => [found, performance.now()] as const),
    side.send(instance),
  ]).then(([found]) => found);
  await quiet(stage);
  const dialog = await openDialog(stage, card);
  await quiet(stage);
  const clicked = performance.now();
  const [contained] = await Promise.all([isolated(stage, instance.instanceId), decide(stage, dialog)]);
  const incidentId = /inc-[a-z0-9]+-\d+/.exec(JSON.stringify(card.blocks))?.[0] ?? '';
  await over(stage, side, incidentId);
  return { instance, incidentId, toMessage: seen - sent, toContained: contained - clicked, card: card.ts };
};
