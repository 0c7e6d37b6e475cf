import { setTimeout as sleep } from 'node:timers/promises';
import { incidentIdFor } from '../../incidents/ids';
import { asking, watchRecords } from '../../local/records';
import { HUB, STAGING } from '../../local/settings';
import type { Stage } from '../../local/stage';
import { criticalEvent, instanceIdOf } from './events';
import { putter } from './flood';
import type { Asked } from './report';

export const SOURCE = 'aws.guardduty';
export const FIXTURE = 'ec2-command-and-control';
const PATIENCE_MS = 300_000;

/** The first incident on an instance. */
const incidentOn = (id: string): string =>
  incidentIdFor({ kind: 'ec2-instance', accountId: STAGING, region: HUB.region, id }, 1);

/** Instances that some card in Slack names, each with the moment at which the first such card was posted. */
const cardTimes = (stage: Stage): ReadonlyMap<string, number> => {
  const { urgent, routine } = stage.settings.slack.channels;
  const times = new Map<string, number>();
  for (const { blocks, ts } of [urgent, routine].flatMap((channel) => stage.slack.control.messages(channel)))
    for (const [id] of JSON.stringify(blocks).matchAll(/\bi-[0-9a-f]{17}\b/g))
      times.set(id, Math.min(times.get(id) ?? Number.POSITIVE_INFINITY, Number(ts) * 1000));
  return times;
};

const until = async (what: string, look: () => Promise<boolean> | boolean): Promise<void> => {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(LOOK_EVERY_MS)) if (await look()) return;
  throw new Error(`Waited ${PATIENCE_MS / 1000} s for ${what}`);
};
const LOOK_EVERY_MS = 500;

/** Until people are asked about each of these instances, in the record and on a card. */
export const untilAsked = async (stage: Stage, instances: ReadonlySet<string>): Promise<void> => {
  const records = watchRecords(stage);
  const left = [...instances];
  await until(`${left.length} requests`, async () => {
    for (let id = left[0]; id; id = left[0]) {
      const record = await records.read(incidentOn(id));
      if (!record || !asking(record)) return false;
      left.shift();
    }
    return true;
  });
  await until(`${instances.size} cards`, () => {
    const standing = cardTimes(stage);
    return [...instances].every((id) => standing.has(id));
  });
};

export interface Sent {
  readonly instanceId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Sends a critical finding about an instance of its own. */
export const sendCritical = async (stage: Stage, name: string): Promise<Sent> => {
  const at = Date.now();
  await putter(stage, SOURCE)([criticalEvent(name, new Date(at))]);
  return { instanceId: instanceIdOf(name), at };
};

/**
 * How long each took. Read afterwards, from the times that the audit trail and Slack wrote down: whoever looked every few
 * milliseconds would be in the way of what is measured.
 */
export const timesOf = async (stage: Stage, sent: readonly Sent[]): Promise<readonly Asked[]> => {
  const records = watchRecords(stage);
  const cards = cardTimes(stage);
  return Promise.all(
    sent.map(async ({ instanceId, at }) => {
      const rows = await records.audit(incidentOn(instanceId));
      const asked = rows.find(({ event }) => event === 'approval.requested');
      return { inRecord: Date.parse(asked?.at ?? '') - at, inSlack: (cards.get(instanceId) ?? Number.NaN) - at };
    }),
  );
};
