/** Regions by their prefix: the partition of their ARNs, and where its console is. */
const PARTITIONS = [
  { prefix: 'cn-', partition: 'aws-cn', console: 'console.amazonaws.cn' },
  { prefix: 'us-gov-', partition: 'aws-us-gov', console: 'console.amazonaws-us-gov.com' },
  { prefix: 'eusc-', partition: 'aws-eusc', console: 'console.amazonaws-eusc.eu' },
] as const;

const of = (region: string) => PARTITIONS.find(({ prefix }) => region.startsWith(prefix));

export const partitionOf = (region: string): string => of(region)?.partition ?? 'aws';

/** Host of the AWS console of the partition that this Region belongs to. */
export const consoleHost = (region: string): string => of(region)?.console ?? 'console.aws.amazon.com';
