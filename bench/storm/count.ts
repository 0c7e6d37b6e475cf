import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SFN } from '@aws-sdk/client-sfn';
import { SQS } from '@aws-sdk/client-sqs';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../../incidents/port';
import type { Stage } from '../../local/stage';
import type { StormEvent } from './events';
import { waitingIn } from './flood';

/** What the record, the queues, Step Functions and Slack say after the storm. */
export interface Counted {
  /** Deliveries that findings in the record count: what was accepted. */
  readonly accepted: number;
  readonly opened: number;
  readonly joined: number;
  readonly repeats: number;
  /** Findings of which the record does not hold the newest version that was sent. */
  readonly behindNews: number;
  /** Waiting in a queue, or parked in a dead-letter queue. */
  readonly left: number;
  readonly targets: number;
  /** Incidents that do not have exactly one execution, and executions of no incident. */
  readonly runsAmiss: number;
  /** Incidents without exactly one request. */
  readonly requestsAmiss: number;
  /** Incidents that do not stand in Slack exactly once in each revision. */
  readonly cardsAmiss: number;
}

/** Everything in a table. */
export const scanAll = async (stage: Stage, TableName: string): Promise<readonly Item[]> => {
  const documents = DynamoDBDocument.from(new DynamoDB(stage.hub.client));
  const items: Item[] = [];
  for (let start: Record<string, unknown> | undefined; ; ) {
    const page = await documents.scan({ TableName, ...(start ? { ExclusiveStartKey: start } : {}) });
    items.push(...((page.Items ?? []) as Item[]));
    start = page.LastEvaluatedKey;
    if (!start) return items;
  }
};

/** Names of every execution of this machine. */
const executionsOf = async (stage: Stage, machine: string): Promise<readonly string[]> => {
  const sfn = new SFN(stage.hub.client);
  const names: string[] = [];
  for (let nextToken: string | undefined; ; ) {
    const page = await sfn.listExecutions({
      stateMachineArn: `${stage.hub.outputs['MachinePrefix']}${machine}`,
      maxResults: 1000,
      ...(nextToken ? { nextToken } : {}),
    });
    names.push(...(page.executions ?? []).map(({ name }) => name ?? ''));
    nextToken = page.nextToken;
    if (!nextToken) return names;
  }
};

const times = (values: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

/** Every card carries the incident, the revision and the channel that it was posted for. */
const cardsAmiss = (stage: Stage, metas: readonly Item[]): number => {
  const messages = Object.values(stage.settings.slack.channels).flatMap((channel) =>
    stage.slack.control.messages(channel),
  );
  const marks = times(messages.map(({ metadata }) => JSON.stringify(metadata?.event_payload)));
  const { urgent, routine } = stage.settings.slack.channels;
  return metas.filter((meta) => {
    const incident = idOf(meta);
    const cards = Array.from({ length: Number(meta['revision']) }, (_, at) =>
      [urgent, routine].reduce(
        (sum, channel) => sum + (marks.get(JSON.stringify({ incident, key: `card/${at + 1}/${channel}` })) ?? 0),
        0,
      ),
    );
    // A revision that was replaced before it was painted needs no card; the one that stands does.
    return cards.at(-1) !== 1 || cards.some((count) => count > 1);
  }).length;
};

const behindNews = (items: readonly Item[], events: readonly StormEvent[]): number => {
  const newest = new Map<string, number>();
  for (const { findingId, count } of events) newest.set(findingId, Math.max(count, newest.get(findingId) ?? 0));
  const held = new Map(
    items
      .filter(({ sk }) => sk.startsWith('FINDING#'))
      .map(({ sk, count }) => [sk.slice(sk.lastIndexOf('#') + 1), Number(count)]),
  );
  return [...newest].filter(([id, count]) => held.get(id) !== count).length;
};

/** The incident whose own row, or whose log's, this is; of the copies that are kept of logs, nothing. */
const idOf = ({ pk }: Item): string => /^INCIDENT#(?:log#)?(inc-[a-z0-9-]+)$/.exec(pk)?.[1] ?? '';

/** Counts what became of the events about these instances. */
export const countStorm = async (
  stage: Stage,
  instances: ReadonlySet<string>,
  events: readonly StormEvent[],
): Promise<Counted> => {
  const items = await scanAll(stage, stage.hub.outputs['TableName'] ?? '');
  const metas = items.filter(
    ({ sk, target }) => sk === 'META' && instances.has((target as { id?: string } | undefined)?.id ?? ''),
  );
  const ids = new Set(metas.map(idOf));
  const ours = items.filter((item) => ids.has(idOf(item)));
  const said = (...events: readonly string[]) => ours.filter(({ event }) => events.includes(String(event))).length;
  const accepted = ours.reduce(
    (sum, { sk, deliveries }) => sum + (/^(FINDING|COPIES)#/.test(sk) ? Number(deliveries) : 0),
    0,
  );
  const [opened, joined] = [said('incident.opened'), said('finding.joined', 'finding.updated')];
  const runs = times((await executionsOf(stage, 'isolate-instance')).filter((name) => ids.has(name)));
  const asked = times(ours.filter(({ event }) => event === 'approval.requested').map(idOf));
  const amiss = (counts: ReadonlyMap<string, number>) => [...ids].filter((id) => counts.get(id) !== 1).length;
  const queues = Object.entries(stage.hub.outputs).flatMap(([name, url]) => (name.endsWith('Queue') ? [url] : []));
  return {
    ...{ accepted, opened, joined, repeats: accepted - opened - joined, targets: ids.size },
    behindNews: behindNews(ours, events),
    left: await waitingIn(new SQS(stage.hub.client), queues),
    runsAmiss: amiss(runs),
    requestsAmiss: amiss(asked),
    cardsAmiss: cardsAmiss(stage, metas),
  };
};
