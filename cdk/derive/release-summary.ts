/** What an update may neither remove nor make anew, of every stack: by `<stack>/<logical id>`. */
export interface ReleaseSummary {
  readonly version: string;
  readonly resources: Readonly<Record<string, Kept>>;
}
interface Kept {
  readonly type: string;
  /** Properties that CloudFormation can only change by making the resource anew. */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** What becomes of it when it leaves the template; absent: it is deleted. */
  readonly deletion?: string;
}

/**
 * Resource types that hold something, or by whose name or address others know them, with the properties whose change replaces
 * them ("Update requires: Replacement" in the CloudFormation reference).
 */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGatewayV2::Api': ['ProtocolType'],
  'AWS::CloudFormation::StackSet': ['StackSetName', 'PermissionModel'],
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::Events::EventBus': ['Name'],
  'AWS::IAM::Role': ['RoleName', 'Path'],
  'AWS::KMS::Alias': ['AliasName'],
  'AWS::KMS::Key': ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::Organizations::Policy': ['Type'],
  'AWS::S3::Bucket': ['BucketName', 'ObjectLockEnabled'],
  'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::SecretsManager::Secret': ['Name'],
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 'StateMachineType'],
};

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

const keptOf = ({ Type, Properties = {}, DeletionPolicy }: Resource): Kept => ({
  type: Type,
  fixed: Object.fromEntries(
    (FIXED[Type] ?? []).flatMap((name) => (name in Properties ? [[name, Properties[name]]] : [])),
  ),
  ...(DeletionPolicy && DeletionPolicy !== 'Delete' ? { deletion: DeletionPolicy } : {}),
});

interface Synthesised {
  readonly stack: { readonly stackName: string };
  readonly template: object;
}

/** The resources of synthesised templates that an update has to leave where they are. */
export const summaryOf = (version: string, stacks: readonly Synthesised[]): ReleaseSummary => {
  const all = stacks.flatMap(({ stack, template }) =>
    Object.entries((template as { Resources: Readonly<Record<string, Resource>> }).Resources).map(
      ([id, resource]) => [`${stack.stackName}/${id}`, resource] as const,
    ),
  );
  const kept = all.filter(([, { Type }]) => Type in FIXED).sort(([a], [b]) => (a < b ? -1 : 1));
  return { version, resources: Object.fromEntries(kept.map(([id, resource]) => [id, keptOf(resource)])) };
};

/** What an update from `last` to `next` would destroy, replace, or leave open to being destroyed later; one sentence each. */
export const lossesBetween = (last: ReleaseSummary, next: ReleaseSummary): readonly string[] =>
  Object.entries(last.resources).flatMap(([id, before]) => {
    const now = next.resources[id];
    if (!now) return [`${id} (${before.type}) is removed.`];
    if (now.type !== before.type) return [`${id} turns from ${before.type} into ${now.type}.`];
    const changed = [...new Set([...Object.keys(before.fixed), ...Object.keys(now.fixed)])].filter(
      (name) => JSON.stringify(before.fixed[name]) !== JSON.stringify(now.fixed[name]),
    );
    return [
      ...changed.map((name) => `${id} (${before.type}) is replaced: ${name} changes.`),
      ...(before.deletion && !now.deletion ? [`${id} (${before.type}) is no longer kept when it leaves.`] : []),
    ];
  });
