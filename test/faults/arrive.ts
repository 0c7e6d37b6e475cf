import type { SQSEvent } from 'aws-lambda';
import { handler as intake } from '../../handlers/intake';
import { recordOf } from '../../incidents/items';
import type { IncidentRecord } from '../../incidents/model';
import { type Fixture, forTarget, loadFixture } from '../../local/findings';
import { newInstanceId, type SmallHub, until } from './hub';

/** A finding nobody has seen, about an instance that no earlier test has named. */
export const newEvent = (instanceId = newInstanceId()): Fixture =>
  forTarget(loadFixture('ec2-command-and-control'), { findingId: crypto.randomUUID(), instanceId });

/** One delivery to the intake, past the queue: true when its message would be deleted. */
export const deliver = async (event: Fixture): Promise<boolean> => {
  const Records = [{ messageId: 'm1', body: JSON.stringify(event), attributes: {} }];
  return (await intake({ Records } as unknown as SQSEvent)).batchItemFailures.length === 0;
};

/** Every incident of the table, oldest generation first. */
export const incidents = async (hub: SmallHub): Promise<readonly IncidentRecord[]> => {
  const items = await hub.items();
  const partitions = new Set(items.filter(({ sk }) => sk === 'META').map(({ pk }) => pk));
  return [...partitions].flatMap((pk) => recordOf(items.filter((item) => item.pk === pk)) ?? []);
};

/** The latest incident, as soon as `holds` is true of it. */
export const untilLatest = (
  hub: SmallHub,
  what: string,
  holds: (record: IncidentRecord) => boolean,
): Promise<IncidentRecord> =>
  until(what, async () => {
    const latest = (await incidents(hub)).at(-1);
    return latest && holds(latest) ? latest : undefined;
  });

const asking = ({ meta }: IncidentRecord): boolean => meta.stage === 'waiting';
export const closed = ({ meta }: IncidentRecord): boolean => meta.stage === 'closed';

/** The latest incident, as soon as people are asked and the run waits: its token is kept. */
export const untilWaiting = async (hub: SmallHub): Promise<IncidentRecord> => {
  const record = await untilLatest(hub, 'people are asked', asking);
  await until('the token is kept', async () =>
    (await hub.items()).some(({ pk }) => pk === `TOKEN#${record.meta.incidentId}`) ? true : undefined,
  );
  return record;
};
