import type { IncidentRecord, Meta } from '../incidents/model';
import { timeSplit } from '../incidents/split';
import { drillSeenAt } from '../incidents/sweep';

/** Where every metric of Cordon stands in CloudWatch. */
export const NAMESPACE = 'Cordon';

interface Metric {
  readonly Name: string;
  readonly Unit: 'Count' | 'Seconds';
}

/**
 * One line in CloudWatch's embedded metric format: CloudWatch Logs makes the metrics of it, without a call of ours. What is
 * named in `metrics` alone is billed as a metric; everything else of the line is there for queries.
 */
export const metricLine = (
  metrics: readonly Metric[],
  dimensions: readonly (readonly string[])[],
  values: Readonly<Record<string, string | number>>,
  now: Date,
): string =>
  JSON.stringify({
    _aws: {
      Timestamp: now.getTime(),
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: dimensions, Metrics: metrics }],
    },
    ...values,
  });

const emit = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const known = (values: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** How an incident ended: counted by playbook and outcome; the seconds stand beside, split by whose time it was. */
export const endLine = (meta: Meta, now: Date): string =>
  metricLine(
    [{ Name: 'Incidents', Unit: 'Count' }],
    [['Kind', 'Playbook', 'Outcome']],
    {
      message: 'an incident ended',
      incidentId: meta.incidentId,
      Kind: meta.kind,
      Playbook: meta.playbook,
      Outcome: meta.outcome ?? 'failed',
      Incidents: 1,
      severity: meta.severity,
      ...known({ ...timeSplit(meta.times) }),
    },
    now,
  );

/** From the drill's finding to its request in front of people. Its absence is what the alarm on silence sees. */
export const drillLine = (seconds: number, incidentId: string, now: Date): string =>
  metricLine(
    [{ Name: 'DrillSeconds', Unit: 'Seconds' }],
    [[]],
    { message: 'a drill was seen', incidentId, DrillSeconds: seconds },
    now,
  );

/** Drills are not incidents and are in nobody's numbers: what counts of one is how soon its request was seen, if it was. */
export const metricsOfEnd = (record: IncidentRecord, now: Date): void => {
  const { meta } = record;
  if (meta.drill) return;
  if (meta.origin.by !== 'drill') {
    emit(endLine(meta, now));
    return;
  }
  const seenAt = drillSeenAt(record);
  if (!seenAt) return;
  const seconds = (seenAt.getTime() - Date.parse(meta.times.receivedAt)) / 1000;
  emit(drillLine(Math.max(0, seconds), meta.incidentId, now));
};

/** How many incidents wait for something that should have happened by itself. */
export const metricsOfSweep = (stuck: number, now: Date): void =>
  emit(metricLine([{ Name: 'StuckIncidents', Unit: 'Count' }], [[]], { StuckIncidents: stuck }, now));
