import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Lambda } from '@aws-sdk/client-lambda';
import { MEASURED, type Measured, type RunUse, readInventory } from '../cli/cost/inputs';
import { approve } from '../local/people-act';
import { asking, closed, type Records, watchRecords } from '../local/records';
import { HUB, STAGING } from '../local/settings';
import { raiseStage, type Stage } from '../local/stage';
import type { Target } from '../playbooks/kit/target';
import { countsOf, keyRuns, reviewRun } from './counts';
import { idleSweep, measuredText, unitsOf, usedBy } from './measure';
import { type Invocation, invocationsOf, prepareRecording, type Recording } from './recording';
import { launchInstances } from './subjects';

const FIXTURE = 'ec2-command-and-control';
/** Until what follows the record has caught up, and the sweeper has found nothing to do. */
const QUIET_MS = 6000;

/** Functions that are no part of a run, and may do something without being told more. */
const BY_HAND: readonly string[] = ['drill', 'pause', 'redrive'];

/** Loads every function once, with an event that none of them takes: starts are priced apart. */
const warmUp = async (stage: Stage): Promise<void> => {
  const lambda = new Lambda({ ...stage.hub.client, maxAttempts: 1 });
  for (const suffix of Object.keys(readInventory().memory).filter((name) => !BY_HAND.includes(name)))
    await lambda.invoke({ FunctionName: `cordon-${suffix}`, Payload: Buffer.from('{}') }).catch(() => undefined);
};

const instanceRun = async (stage: Stage, records: Records): Promise<string> => {
  const [instance] = await launchInstances(stage, 1);
  if (!instance) throw new Error('No instance was launched');
  const { instanceId } = instance;
  const target: Target = { kind: 'ec2-instance', accountId: STAGING, region: HUB.region, id: instanceId };
  await stage.send(FIXTURE, { accountId: STAGING, instanceId });
  const { meta } = await records.untilOn(target, asking);
  await sleep(QUIET_MS);
  return meta.incidentId;
};

const approved = async (stage: Stage, records: Records, incidentId: string): Promise<void> => {
  await approve(stage, 'dana', incidentId, 'Measured');
  await records.until(incidentId, closed);
  await sleep(QUIET_MS);
};

/** What one more occurrence of the same finding sets going while people are asked: intake, and a line on the card. */
const repeatOf = (all: readonly Invocation[], from: number, to: number, incidentId: string): readonly Invocation[] =>
  invocationsOf(all, incidentId).filter(({ at, name }) => at >= from && at < to && !name.endsWith('-sweep'));

/** Runs each playbook once and counts what AWS would bill for it. Nothing is compared, so the machine may be busy. */
const measureRuns = async (stage: Stage, recording: Recording): Promise<Measured> => {
  const records = watchRecords(stage);
  await warmUp(stage);
  recording.start();
  const instance = await instanceRun(stage, records);
  const target = (await records.read(instance))?.meta.target;
  const from = Date.now();
  await stage.send(FIXTURE, { accountId: STAGING, ...(target ? { instanceId: target.id } : {}) });
  await sleep(QUIET_MS);
  const to = Date.now();
  await approved(stage, records, instance);
  const others = [...(await keyRuns(stage, records)), await reviewRun(stage, records)];
  await sleep(QUIET_MS);
  const all = recording.stop();
  const units = unitsOf(all);
  const repeat = repeatOf(all, from, to, instance);
  const playbooks: Record<string, RunUse & { steps: number }> = {};
  for (const id of [instance, ...others]) {
    const own = invocationsOf(all, id).filter((one) => !repeat.includes(one));
    const [playbook, { steps, state_entries }] = await countsOf(stage, records, id, own);
    playbooks[playbook] = { steps, ...usedBy(own, units, state_entries) };
  }
  return {
    measuredAt: new Date().toISOString(),
    how: 'npm run bench -- --measure: one approved run of each playbook on the emulators',
    playbooks,
    repeat: usedBy(repeat, units, 0),
    sweep: idleSweep(all, units),
  };
};

/** Raises a stage, measures, and writes what was counted where `cordon cost` reads it. Gives the exit code. */
export const measureAlone = async (): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
  const recording = prepareRecording(folder);
  let stage: Stage | undefined;
  const end = async (): Promise<void> => {
    await stage?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void end().then(() => process.exit(130)));
  try {
    // The sweeper comes often, so that it is also seen with nothing to do.
    stage = await raiseStage({ progress: console.log, settings: (plain) => ({ ...plain, sweepSeconds: 2 }) });
    writeFileSync(MEASURED, measuredText(await measureRuns(stage, recording)));
    console.log(`Wrote ${MEASURED}`);
    return 0;
  } finally {
    await end();
  }
};
