import type { Json } from '../../playbooks/kit/json';

/** A CloudFormation template, as far as bills are read from it. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, Json>> }>
  >;
}

const textAt = (value: Json | undefined, name: string): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? String(value[name as never] ?? '') : '';

const listAt = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);

/** Metrics outside AWS's own namespaces, which cost by the month: those that logs are turned into, and those that alarms watch. */
const ownMetrics = (properties: readonly Readonly<Record<string, Json>>[]): readonly string[] =>
  properties.flatMap((one) => {
    const watched = [one, ...listAt(one['Metrics']).map((metric) => statOf(metric))];
    const made = listAt(one['MetricTransformations']);
    return [
      ...made.map((metric) => `${textAt(metric, 'MetricNamespace')} ${textAt(metric, 'MetricName')}`),
      ...watched
        .filter((metric) => textAt(metric, 'Namespace') !== '' && !textAt(metric, 'Namespace').startsWith('AWS/'))
        .map((metric) =>
          `${textAt(metric, 'Namespace')} ${textAt(metric, 'MetricName')} ${dimensionsOf(metric)}`.trim(),
        ),
    ];
  });

const partOf = (value: Json | undefined, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)[name]
    : undefined;
const statOf = (metric: Json): Json => partOf(partOf(metric, 'MetricStat'), 'Metric') ?? {};
const dimensionsOf = (metric: Json): string => {
  const dimensions = partOf(metric, 'Dimensions');
  return dimensions === undefined ? '' : JSON.stringify(dimensions);
};

/** An alarm is billed by the metrics that it watches: one that adds up seven machines costs as much as seven. */
const watchedBy = (alarm: Readonly<Record<string, Json>>): number =>
  Math.max(1, listAt(alarm['Metrics']).filter((metric) => partOf(metric, 'MetricStat') !== undefined).length);

/** What of a hub costs by being there, for `cordon cost`. */
export const inventoryOf = (templates: readonly Template[]) => {
  const resources = templates.flatMap(({ Resources }) => Object.values(Resources));
  const of = (type: string) => resources.filter(({ Type }) => Type === type).map(({ Properties = {} }) => Properties);
  const functions = of('AWS::Lambda::Function')
    .map(({ FunctionName, MemorySize }) => [String(FunctionName), Number(MemorySize ?? 128)] as const)
    .filter(([name]) => name.startsWith('cordon-'));
  const alarms = of('AWS::CloudWatch::Alarm');
  const polled = of('AWS::Lambda::EventSourceMapping').filter((one) => JSON.stringify(one).includes('Queue'));
  return {
    memory: Object.fromEntries(
      functions
        .map(([name, megabytes]) => [name.slice('cordon-'.length), megabytes] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    keys: of('AWS::KMS::Key').length,
    secrets: of('AWS::SecretsManager::Secret').length,
    alarms: alarms.reduce((sum, alarm) => sum + watchedBy(alarm), 0),
    compositeAlarms: of('AWS::CloudWatch::CompositeAlarm').length,
    dashboards: of('AWS::CloudWatch::Dashboard').length,
    customMetrics: new Set(ownMetrics([...alarms, ...of('AWS::Logs::MetricFilter')])).size,
    polledQueues: polled.filter((one) => !JSON.stringify(one['EventSourceArn']).includes('StreamArn')).length,
  };
};
