import type { AwsStandIn } from '../../local/aws';
import { findingDetailSchema } from '../../local/aws/finding-store';
import { containAccessKey } from '../../playbooks/contain-access-key';
import { isolateInstance } from '../../playbooks/isolate-instance';
import type { AnyPlaybook } from '../../playbooks/kit/playbook';
import type { Target } from '../../playbooks/kit/target';
import { NAME, type SeededUser } from '../registry/iam-seed';
import type { Layer, World } from '../registry/world';
import { findingAbout, hubOver, type Replay } from './replay';

/** A playbook in a situation that makes it go another way than it otherwise would. */
export interface Situation {
  readonly name: string;
  /** Ends as it says, or throws. */
  readonly replay: (world: World, aws: AwsStandIn) => Promise<readonly (string | undefined)[]>;
  readonly ends: readonly string[];
}

/** Something else happens just before this call is made for the first time. */
export const justBefore = (method: string, happens: () => Promise<unknown>): Layer => {
  let over = false;
  return async (call, input, next) => {
    if (call.method === method && !over) {
      over = true;
      await happens();
    }
    return next(input);
  };
};

/** Something else happens as soon as this call was answered for the first time. */
export const justAfter = (method: string, happens: () => Promise<unknown>): Layer => {
  let over = false;
  return async (call, input, next) => {
    const answer = await next(input);
    if (call.method !== method || over) return answer;
    over = true;
    await happens();
    return answer;
  };
};

export const open = (world: World, aws: AwsStandIn, playbook: AnyPlaybook, target: Target): Replay => ({
  hub: hubOver(world, aws.url),
  world,
  playbook,
  target,
});

export const instanceOf = (world: World, id: string): Target => ({
  kind: 'ec2-instance',
  accountId: world.accountId,
  region: world.region,
  id,
});
export const userOf = (world: World, { userId }: SeededUser): Target => ({
  kind: 'iam-user',
  accountId: world.accountId,
  region: 'global',
  id: userId,
});

/** GuardDuty and CloudTrail know of it, too. */
const reported = async (replay: Replay, aws: AwsStandIn, fixture: string, subject: object): Promise<Replay> => {
  const { event, finding } = findingAbout(fixture, { accountId: replay.world.accountId, ...subject });
  await aws.report(findingDetailSchema.parse(event['detail']));
  return { ...replay, finding };
};

export const onInstance = async (world: World, aws: AwsStandIn, instanceId: string): Promise<Replay> =>
  reported(open(world, aws, isolateInstance, instanceOf(world, instanceId)), aws, 'ec2-command-and-control', {
    instanceId,
  });

export const onKey = async (
  world: World,
  aws: AwsStandIn,
  user: SeededUser,
  accessKeyId = user.keys[0],
): Promise<Replay> =>
  reported(open(world, aws, containAccessKey, userOf(world, user)), aws, 'iam-user-compromised-key', {
    user: { name: NAME, id: user.userId, accessKeyId },
  });
