import type { EC2, Instance } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import type { ResourceScope } from '../../kit/action';
import { awsErrorName, targetGone } from '../../kit/errors';
import { INSTANCE_ID } from '../../kit/target';

export const instanceInput = z.strictObject({ instanceId: z.string().regex(INSTANCE_ID) });

const GONE = ['shutting-down', 'terminated'];

/** The instance, or undefined when it is terminated or was never there. */
export const findInstance = async (
  ec2: Pick<EC2, 'describeInstances'>,
  instanceId: string,
): Promise<Instance | undefined> => {
  const answer = await ec2.describeInstances({ InstanceIds: [instanceId] }).catch((error: unknown) => {
    if (awsErrorName(error) === 'InvalidInstanceID.NotFound') return undefined;
    throw error;
  });
  const instance = answer?.Reservations?.[0]?.Instances?.[0];
  return instance && !GONE.includes(instance.State?.Name ?? '') ? instance : undefined;
};

export const instanceThere = async (ec2: Pick<EC2, 'describeInstances'>, instanceId: string): Promise<Instance> => {
  const instance = await findInstance(ec2, instanceId);
  if (!instance) throw targetGone(`${instanceId} is terminated or does not exist.`);
  return instance;
};

export const nothingLeft = (instanceId: string) =>
  ({ kind: 'undone', saw: `${instanceId} is terminated, so there is nothing to put back.` }) as const;

export const ec2Arn = (scope: ResourceScope, resource: string): string =>
  `arn:${scope.partition}:ec2:${scope.region}:${scope.accountId}:${resource}`;

export const instanceArn = (scope: ResourceScope, input: { readonly instanceId: string } | undefined): string =>
  ec2Arn(scope, `instance/${input?.instanceId ?? '*'}`);

/** One sentence for people, whatever was thrown. */
export const because = (error: unknown): string => (error instanceof Error ? error.message : String(error));
