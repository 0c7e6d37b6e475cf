import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localApiUrl } from '../local/deploy';
import { watchRecords } from '../local/records';
import { raiseStage, type Stage, type StageOptions } from '../local/stage';
import { measureBundles } from './bundles';
import { bundlesAlone } from './bundles-alone';
import { measureColdAcks } from './cold-ack';
import { type Counts, countsOf, keyRuns, reviewRun } from './counts';
import { measureAlone } from './measuring';
import { differences, nullPart, type Recorded } from './null-part';
import { deployNull } from './null-stack';
import { measureLoads } from './page-load';
import { invocationsOf, prepareRecording, type Recording } from './recording';
import { asJson, asText, missed, type Results } from './report';
import { cordonSide, nullSide, runOnce, type Side, type Timed } from './side';
import { coldSeconds, warmStart } from './start';
import { stormAlone } from './storm/alone';
import { type BenchInstance, launchInstances } from './subjects';

const RUNS = 11;
/** Runs before the first that counts, on either side: one to start every function, three more that are recorded or not. */
const WARM = 4;
const TARGETS = { event_to_message: 1.15, click_to_contained: 1.5 } as const;

type Say = (line: string) => void;

/** Nothing but what is measured: the sweeper rests, and one account may be changed as often as we like. */
const benchSettings: NonNullable<StageOptions['settings']> = (settings) => ({
  ...settings,
  sweepSeconds: 60,
  breaker: { disruptiveStepsPerHour: 1000 },
});

/** Hands out instances that no run has touched. */
const dealer = (instances: readonly BenchInstance[]): (() => BenchInstance) => {
  const left = [...instances];
  return () => {
    const next = left.shift();
    if (!next) throw new Error('No instance is left');
    return next;
  };
};

const record = async (
  stage: Stage,
  recording: Recording,
  side: Side,
  next: () => BenchInstance,
  count: number,
): Promise<readonly Recorded[]> => {
  const timed: Timed[] = [];
  recording.start();
  while (timed.length < count) timed.push(await runOnce(stage, side, next()));
  const all = recording.stop();
  return timed.map((one) => ({ timed: one, run: invocationsOf(all, one.incidentId) }));
};

/** Raises the null workflow out of what was recorded, warms it up, and makes sure that it makes the recorded calls. */
const raiseNull = async (
  stage: Stage,
  recording: Recording,
  recorded: readonly Recorded[],
  instances: readonly BenchInstance[],
  next: () => BenchInstance,
): Promise<Side> => {
  const part = nullPart(stage, recorded, instances);
  const side = nullSide(stage, await deployNull(stage, part));
  for (let run = 1; run < WARM; run += 1) await runOnce(stage, side, next());
  const [again] = await record(stage, recording, side, next, 1);
  const wrong = differences(part, again?.run ?? []);
  if (wrong.length > 0) throw new Error(`The null workflow is not what was recorded:\n${wrong.join('\n')}`);
  return side;
};

const inTurns = async (
  stage: Stage,
  sides: readonly [Side, Side],
  deal: readonly [() => BenchInstance, () => BenchInstance],
  say: Say,
) => {
  const timed: [Timed[], Timed[]] = [[], []];
  for (let run = 1; run <= RUNS; run += 1) {
    for (const at of run % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const one = await runOnce(stage, sides[at], deal[at]());
      timed[at].push(one);
      say(
        `run ${run} ${sides[at].name.padEnd(14)} message ${Math.round(one.toMessage)} ms, contained ${Math.round(one.toContained)} ms`,
      );
    }
  }
  const [cordon, peer] = timed;
  const compared = (pick: (one: Timed) => number, target: number) => ({
    cordon: cordon.map(pick),
    peer: peer.map(pick),
    target,
  });
  return {
    event_to_message: compared((one) => one.toMessage, TARGETS.event_to_message),
    click_to_contained: compared((one) => one.toContained, TARGETS.click_to_contained),
  };
};

const countAll = async (
  stage: Stage,
  recording: Recording,
  recorded: readonly Recorded[],
): Promise<Readonly<Record<string, Counts>>> => {
  const records = watchRecords(stage);
  recording.start();
  const ids = [...(await keyRuns(stage, records)), await reviewRun(stage, records)];
  await new Promise((done) => setTimeout(done, 3000));
  const all = recording.stop();
  const [first] = recorded;
  const instance = first ? [await countsOf(stage, records, first.timed.incidentId, first.run)] : [];
  const others: (readonly [string, Counts])[] = [];
  for (const id of ids) others.push(await countsOf(stage, records, id, all));
  return Object.fromEntries([...instance, ...others]);
};

const measureStart = async (cold: boolean, say: Say): Promise<Pick<Results, 'start' | 'pages'>> => {
  const standing = await warmStart();
  try {
    say(`npm start, warm: ${standing.seconds.toFixed(1)} s to the page with a request on it`);
    const pages = await measureLoads(standing.page);
    await standing.stop();
    const start = { warm: standing.seconds, ...(cold ? { cold: await coldSeconds() } : {}) };
    if (start.cold !== undefined) say(`npm start, cold: ${start.cold.toFixed(1)} s`);
    return { start, pages };
  } finally {
    await standing.stop();
  }
};

const measure = async (
  stage: Stage,
  recording: Recording,
  say: Say,
): Promise<Omit<Results, 'start' | 'pages' | 'bundles' | 'acks'>> => {
  const cordon = cordonSide(stage, localApiUrl(stage.hub.client.endpoint, stage.hub.outputs['SlackUrl'] ?? ''));
  const own = dealer(await launchInstances(stage, WARM + RUNS));
  const nullInstances = await launchInstances(stage, WARM + RUNS);
  const others = dealer(nullInstances);
  await runOnce(stage, cordon, own());
  say('Cordon is warm; recording what its functions do');
  const recorded = await record(stage, recording, cordon, own, WARM - 1);
  const peer = await raiseNull(stage, recording, recorded, nullInstances, others);
  say('the null workflow is deployed and makes the recorded calls');
  const compared = await inTurns(stage, [cordon, peer], [own, others], say);
  stage.slack.control.sendInteractionsTo(cordon.slackUrl);
  return { ...compared, playbooks: await countAll(stage, recording, recorded) };
};

const run = async (json: boolean, cold: boolean): Promise<number> => {
  const say: Say = json ? () => undefined : (line) => console.log(line);
  const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
  let stage: Stage | undefined;
  const end = async (): Promise<void> => {
    await stage?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void end().then(() => process.exit(130)));
  try {
    // Before the recording, which every process that we start from then on takes part in.
    const waited = await measureStart(cold, say);
    const bundles = await measureBundles(say);
    const acks = await measureColdAcks();
    const recording = prepareRecording(folder);
    stage = await raiseStage({ progress: say, settings: benchSettings });
    const results = { ...(await measure(stage, recording, say)), ...waited, bundles, acks };
    console.log(json ? asJson(results) : `\n${asText(results)}`);
    for (const sentence of json ? missed(results) : []) console.error(sentence);
    return missed(results).length === 0 ? 0 : 1;
  } finally {
    await end();
  }
};

const asked = (flag: string): boolean => process.argv.includes(flag);

const numberAfter = (flag: string): number | undefined => {
  const given = Number(process.argv[process.argv.indexOf(flag) + 1]);
  return asked(flag) && Number.isInteger(given) && given > 0 ? given : undefined;
};

const wanted = (): Promise<number> => {
  if (asked('--measure')) return measureAlone();
  if (asked('--storm')) return stormAlone(asked('--json'), numberAfter('--events'));
  return asked('--bundles') ? bundlesAlone(asked('--json')) : run(asked('--json'), asked('--cold'));
};

wanted().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  },
);
