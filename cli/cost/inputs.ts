import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const count = z.number().nonnegative();

/** What one function did for one run. */
const functionUse = z.strictObject({
  calls: count,
  /** Its own work, on the machine that measured. */
  busyMs: count,
  /** Calls that it waited for one after the other: of the record, of other AWS services, of Slack. */
  recordWaits: count,
  awsWaits: count,
  slackWaits: count,
});

/** What AWS bills for one run, from the event to the close, or for one repeat of a finding. */
const runUse = z.strictObject({
  transitions: count,
  /** By name without `cordon-`. */
  functions: z.record(z.string(), functionUse),
  writeUnits: count,
  readUnits: count,
  /** By how much the record grew, its indexes included. */
  recordBytes: count,
  evidencePuts: count,
  evidenceBytes: count,
  /** Messages that went into a queue. */
  messages: count,
  /** Calls that came in from Slack. */
  requests: count,
  secretReads: count,
  logLines: count,
});
export type RunUse = z.infer<typeof runUse>;

const measuredSchema = z.strictObject({
  /** When, and how: for people. */
  measuredAt: z.iso.datetime(),
  how: z.string(),
  playbooks: z.record(z.string(), runUse.extend({ steps: count })),
  /** GuardDuty sends a finding again while it goes on: counted, and no new run. */
  repeat: runUse,
  /** One wake-up of the sweeper that finds nothing to do. */
  sweep: runUse,
});
export type Measured = z.infer<typeof measuredSchema>;

const inventorySchema = z.strictObject({
  /** Megabytes by function, without `cordon-`. */
  memory: z.record(z.string(), count),
  keys: count,
  secrets: count,
  alarms: count,
  compositeAlarms: count,
  dashboards: count,
  customMetrics: count,
  /** Queues that Lambda polls, whether anything is in them or not. */
  polledQueues: count,
});
export type Inventory = z.infer<typeof inventorySchema>;

export const MEASURED = 'cli/cost/measured.json';

const read = <T>(schema: z.ZodType<T>, name: string, cure: string): T => {
  const parsed = schema.safeParse(JSON.parse(readFileSync(join(__dirname, name), 'utf8')));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    `cli/cost/${name} cannot be used: ${issue?.path.join('.')}: ${issue?.message}. Write it anew: ${cure}`,
  );
};

/** What `npm run bench -- --measure` counted. */
export const readMeasured = (): Measured => read(measuredSchema, 'measured.json', 'npm run bench -- --measure');
/** What `npm run docs` counted in the hub's template. */
export const readInventory = (): Inventory => read(inventorySchema, 'inventory.json', 'npm run docs');
