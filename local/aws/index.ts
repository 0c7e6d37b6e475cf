import { EventBridge } from '@aws-sdk/client-eventbridge';
import { serve } from '@hono/node-server';
import { type ActivityEvent, activityOf, activityStore } from './activity';
import { callers } from './caller';
import { cloudTrail } from './cloudtrail';
import { type FindingDetail, findingStore } from './finding-store';
import { guardDuty } from './guardduty';

export interface AwsStandIn {
  /** GuardDuty and CloudTrail, for the clients of member accounts. */
  readonly url: string;
  /**
   * Something happened: a new finding, or one more occurrence of a known one (same id: count + 1, newer updatedAt).
   * It is published to the hub's bus at once, and the call it is about stands in CloudTrail. Gives the finding as kept.
   */
  readonly report: (occurrence: FindingDetail) => Promise<FindingDetail>;
  /** EventBridge delivers at least once: the same event again, `copies` times. */
  readonly redeliver: (finding: FindingDetail, copies: number) => Promise<void>;
  readonly addActivity: (events: readonly ActivityEvent[]) => void;
  readonly findings: () => readonly FindingDetail[];
  readonly stop: () => Promise<void>;
}

export interface AwsOptions {
  readonly motoUrl: string;
  /** The emulator whose bus findings go to. */
  readonly hubUrl: string;
  readonly hub: { readonly accountId: string; readonly region: string };
  readonly now?: () => Date;
  /** 0 or left out: a free one. */
  readonly port?: number;
}

const BATCH = 10;

const publisher = ({ hubUrl, hub }: AwsOptions): ((detail: FindingDetail, copies: number) => Promise<void>) => {
  const credentials = { accessKeyId: hub.accountId, secretAccessKey: 'x' };
  const bus = new EventBridge({ region: hub.region, endpoint: hubUrl, credentials });
  return async (detail, copies) => {
    const entry = {
      Source: 'aws.guardduty',
      DetailType: 'GuardDuty Finding',
      Detail: JSON.stringify(detail),
      Time: new Date(detail.updatedAt ?? 0),
      Resources: [],
    };
    for (let left = copies; left > 0; left -= BATCH) {
      const Entries = Array.from({ length: Math.min(left, BATCH) }, () => entry);
      const answer = await bus.putEvents({ Entries });
      if (answer.FailedEntryCount)
        throw new Error(`The hub's bus refused a finding: ${answer.Entries?.[0]?.ErrorMessage}`);
    }
  };
};

const listen = (
  fetch: (request: Request) => Response | Promise<Response>,
  port: number,
): Promise<{ url: string; stop: () => Promise<void> }> =>
  new Promise((ready, failed) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port }, (address) =>
      ready({
        url: `http://127.0.0.1:${address.port}`,
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
    server.once('error', failed);
  });

/** GuardDuty's finding calls and CloudTrail's LookupEvents, which neither emulator has, on a free loopback port. */
export const startAws = async (options: AwsOptions): Promise<AwsStandIn> => {
  const now = options.now ?? (() => new Date());
  const [findings, activity] = [findingStore(now), activityStore()];
  const app = guardDuty(findings, callers(options.motoUrl, 'guardduty'));
  app.post('/', cloudTrail(activity, callers(options.motoUrl, 'cloudtrail')));
  const publish = publisher(options);
  const { url, stop } = await listen(app.fetch, options.port ?? 0);
  return {
    url,
    stop,
    report: async (occurrence) => {
      const kept = findings.report(occurrence);
      const event = activityOf(kept, now());
      if (event) activity.add(event);
      await publish(kept, 1);
      return kept;
    },
    redeliver: (finding, copies) => publish(finding, copies),
    addActivity: (events) => events.forEach(activity.add),
    findings: findings.all,
  };
};
