import type { Finding, FindingAccessKey, FindingInstance } from './finding';
import { type Node, present } from './parse-finding-node';

// A finding names far fewer of each; the caps only keep a hostile document small.
const MOST_TAGS = 50;
const MOST_INTERFACES = 50;

const parseInterface = (node: Node) =>
  present({
    id: node.at('networkInterfaceId').text(64),
    vpcId: node.at('vpcId').text(64),
    privateIp: node.at('privateIpAddress').text(64),
    publicIp: node.at('publicIp').text(64),
  });

const parseTag = (node: Node): readonly { key: string; value: string }[] => {
  const key = node.at('key').text(128);
  return key ? [{ key, value: node.at('value').text(256) ?? '' }] : [];
};

/** Present whenever GuardDuty names an instance, also beside an access key or a cluster. */
export const parseInstance = (node: Node): FindingInstance | undefined => {
  const instanceId = node.at('instanceId').text(64);
  if (!instanceId) return undefined;
  return present({
    instanceId,
    launchTime: node.at('launchTime').time(),
    platform: node.at('platform').text(64),
    imageId: node.at('imageId').text(64),
    state: node.at('instanceState').text(32),
    profileArn: node.at('iamInstanceProfile', 'arn').text(2048),
    tags: node.at('tags').items(MOST_TAGS).flatMap(parseTag),
    interfaces: node.at('networkInterfaces').items(MOST_INTERFACES).map(parseInterface),
  });
};

export const parseAccessKey = (node: Node): FindingAccessKey | undefined =>
  node.tells
    ? present({
        accessKeyId: node.at('accessKeyId').text(128),
        principalId: node.at('principalId').text(256),
        userName: node.at('userName').text(256),
        userType: node.at('userType').text(64),
      })
    : undefined;

const named = (kind: 'eks' | 'ecs' | 'container', name: string | undefined) => present({ kind, name });

/** Known by its details, or by the resource type alone: a node must never pass for a plain instance. */
export const parseWorkload = (resource: Node, resourceType: string): Finding['workload'] => {
  const eks = resource.at('eksClusterDetails');
  const ecs = resource.at('ecsClusterDetails');
  const container = resource.at('containerDetails');
  if (eks.tells || resource.at('kubernetesDetails', 'kubernetesWorkloadDetails').tells)
    return named('eks', eks.at('name').text(256));
  if (resourceType === 'EKSCluster' || resourceType === 'KubernetesCluster') return named('eks', undefined);
  if (ecs.tells || resourceType === 'ECSCluster') return named('ecs', ecs.at('name').text(256));
  if (container.tells || resourceType === 'Container')
    return named('container', container.at('name').text(256) ?? container.at('image').text(256));
  return undefined;
};
