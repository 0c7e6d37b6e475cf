import type { Stage } from '../local/stage';
import { kindOf, textOf } from './kinds';
import type { NullPart } from './null-function';
import { type Invocation, operationOf } from './recording';
import { type Literals, NULL_PREFIX, scoresOf } from './score';
import type { Timed } from './side';
import type { BenchInstance } from './subjects';

const numbered = (name: string, ids: readonly string[]): Literals =>
  Object.fromEntries(ids.map((id, at) => [`${name}${at}`, id]));

const targetOf = ({ instanceId, interfaceIds, volumeIds }: BenchInstance): Literals => ({
  instance: instanceId,
  ...numbered('interface', interfaceIds),
  ...numbered('volume', volumeIds),
});

const eventField = (run: readonly Invocation[], name: string, field: string): string => {
  const event = run.find((invocation) => invocation.name === name)?.event as Readonly<Record<string, unknown>>;
  return String(event?.[field] ?? '');
};

const triggerOf = (run: readonly Invocation[]): string => {
  const open = run.flatMap(({ calls }) => calls).find((call) => operationOf(call) === 'views.open');
  return new URLSearchParams(open?.body).get('trigger_id') ?? '';
};

/** What in a recorded run belongs to that run alone. */
const literalsOf = (stage: Stage, timed: Timed, run: readonly Invocation[]): Literals => ({
  ...targetOf(timed.instance),
  incident: timed.incidentId,
  card: timed.card,
  token: eventField(run, 'cordon-await-approval', 'taskToken'),
  view: eventField(run, 'cordon-slack-dialog', 'viewId'),
  trigger: triggerOf(run),
  table: stage.hub.outputs['TableName'] ?? '',
  replay: stage.hub.outputs['ReplayTableName'] ?? '',
  bucket: stage.hub.outputs['EvidenceBucket'] ?? '',
  followQueue: stage.hub.outputs['FollowRecordRetryQueue'] ?? '',
});

/** Batches of the stream that are about other incidents too say nothing about one. */
const aboutOne = (invocation: Invocation): boolean =>
  new Set(textOf(invocation.event).match(/inc-[a-z0-9]{10}-\d+/g)).size <= 1;

export interface Recorded {
  readonly timed: Timed;
  readonly run: readonly Invocation[];
}

/** What the null functions are given, and the targets that they will be asked about. */
export const nullPart = (
  stage: Stage,
  recorded: readonly Recorded[],
  instances: readonly BenchInstance[],
): NullPart => {
  const runs = recorded.map(({ timed, run }) => ({
    invocations: run.filter(aboutOne),
    literals: literalsOf(stage, timed, run),
  }));
  const endpoints = stage.settings.memberEndpoints ?? {};
  const memberHosts = Object.values(endpoints).map((url) => new URL(url).host);
  return {
    region: stage.settings.hub.region,
    endpoints,
    slack: { apiUrl: stage.settings.slack.apiUrl ?? '', token: stage.slackSecret.botToken },
    scores: scoresOf(runs, memberHosts),
    subjects: instances.map((instance, at) => ({
      ...targetOf(instance),
      incident: `inc-nullrun${String(at).padStart(3, '0')}-1`,
    })),
  };
};

const tally = (run: readonly Invocation[], prefix: string): ReadonlyMap<string, string> => {
  const keys = new Map<string, string[]>();
  for (const { name, event, calls } of run) {
    const kind = kindOf(event, textOf(event));
    // How a stream is cut into batches is up to time: those functions are compared by what each batch makes them do.
    if (/keep-audit|follow-record|slack-post|sweep/.test(name)) continue;
    const key = `${name.slice(prefix.length)} ${kind}`;
    keys.set(key, [
      ...(keys.get(key) ?? []),
      ...calls.map((call) => `${call.scope} ${operationOf(call)} ${call.status}`),
    ]);
  }
  return new Map([...keys].map(([key, calls]) => [key, calls.sort().join('\n')]));
};

/** In which functions the null run's calls differ from the recorded run's; empty when it is what it claims to be. */
export const differences = (part: NullPart, nullRun: readonly Invocation[]): readonly string[] => {
  const failed = nullRun.flatMap(({ name, answer }) =>
    answer.status === 'ok' ? [] : [`${name} failed: ${answer.error ?? ''}`],
  );
  const made = tally(nullRun, NULL_PREFIX);
  const wrong = part.scores
    .filter(({ fn }) => !/keep-audit|follow-record|slack-post|sweep/.test(fn))
    .flatMap(({ fn, kind, calls }) => {
      const asked = calls.filter(({ service }) => service !== 'wait');
      const wanted = asked.map(({ service, operation, status }) => `${service} ${operation} ${status}`).sort();
      const found = made.get(`${fn} ${kind}`);
      const same =
        found?.replace(/StartExecution 400/, 'StartExecution 200') ===
        wanted.join('\n').replace(/StartExecution 400/, 'StartExecution 200');
      return same ? [] : [`${fn} ${kind}: ${found ? 'other calls than the recorded run' : 'was not called'}`];
    });
  return [...failed, ...wrong];
};
