import type { AnyPlaybook } from '../playbooks/kit/playbook';
import type { Rights } from './constructs/rights';
import { type Executor, executorsOf } from './derive/executors';
import { LOOK_SECONDS, STEP_SECONDS, undoMachineOf } from './derive/machine';
import { DRILLER } from './drill-guard-stack';
import { EXPORTER } from './log-archive';

/** One function of the hub, as data: the stack makes each of these, with a role of its own. */
export interface HubFunctionSpec {
  /** Without `cordon-`. */
  readonly suffix: string;
  /** The file that is bundled, without `.ts`; it exports `handler`. */
  readonly entry: string;
  readonly description: string;
  readonly seconds: number;
  readonly memory?: number;
  readonly rights: Rights;
  readonly environment?: Readonly<Record<string, string>>;
}

export const INTAKE_SECONDS = 20;
export const VIEW_SECONDS = 30;
/** What API Gateway waits for at most. */
const API_SECONDS = 30;

const ANSWERER = 'cordon-answer-run';

const containMachines = (playbooks: readonly AnyPlaybook[]): readonly string[] =>
  playbooks.map(({ id }) => `cordon-${id}`);

/** Every machine of the hub by name: one per playbook, and one for its undo where there is something to undo. */
export const machineNames = (playbooks: readonly AnyPlaybook[]): readonly string[] => [
  ...containMachines(playbooks),
  ...playbooks.filter((playbook) => undoMachineOf(playbook)).map(({ id }) => `cordon-undo-${id}`),
];

const ENTRIES = {
  investigate: 'handlers/investigate',
  contain: 'handlers/run-action',
  undo: 'handlers/run-action',
} as const;

const describe = ({ playbook, phase, alone }: Executor): string => {
  if (phase === 'investigate') return `${playbook.title}: looks, plans, re-checks, verifies and closes`;
  if (phase === 'undo') return `${playbook.title}: puts one step back`;
  return alone ? `${playbook.title}: does one step alone` : `${playbook.title}: does one step`;
};

const executorSpec = (executor: Executor): HubFunctionSpec => ({
  suffix: executor.fullName.slice('cordon-'.length),
  entry: ENTRIES[executor.phase],
  description: describe(executor),
  seconds: executor.phase === 'investigate' ? LOOK_SECONDS.lambda : STEP_SECONDS.lambda,
  memory: 1024,
  rights: {
    record: true,
    memberRole: executor.fullName,
  },
  environment: {
    CORDON_PLAYBOOK: executor.playbook.id,
    CORDON_PHASE: executor.phase,
    CORDON_MEMBER_ROLE: executor.fullName,
  },
});

const intakeSpec = (lane: 'urgent' | 'routine', playbooks: readonly AnyPlaybook[]): HubFunctionSpec => ({
  suffix: `intake-${lane}`,
  entry: lane === 'urgent' ? 'handlers/intake' : 'handlers/intake-routine',
  description:
    lane === 'urgent'
      ? 'Takes findings of the urgent lane into the record and starts their runs'
      : 'Takes findings of the routine lane into the record; follow-record starts their runs',
  seconds: INTAKE_SECONDS,
  rights: {
    ...{ record: true, batches: true, count: true, evidence: true },
    ...(lane === 'urgent' ? { start: containMachines(playbooks) } : {}),
  },
});

const recordSpecs = (playbooks: readonly AnyPlaybook[]): readonly HubFunctionSpec[] => [
  {
    suffix: 'await-approval',
    entry: 'handlers/await-approval',
    description: 'Keeps the task token of a waiting run',
    seconds: VIEW_SECONDS,
    rights: { record: true, keepToken: true, tell: ['SendTaskSuccess', 'SendTaskFailure'] },
  },
  {
    suffix: 'follow-record',
    entry: 'handlers/follow-record',
    description: 'Makes Step Functions match the record',
    seconds: VIEW_SECONDS,
    rights: { record: true, invoke: [ANSWERER], start: machineNames(playbooks) },
  },
  {
    suffix: 'answer-run',
    entry: 'handlers/answer-run',
    description: 'Tells a waiting run what the record says: the one that reads task tokens',
    seconds: 10,
    rights: { look: ['Query'], readToken: true, tell: ['SendTaskSuccess'] },
  },
  {
    suffix: EXPORTER,
    entry: 'handlers/keep-audit',
    description: 'Keeps a copy of every log as it is first written, and takes closed chains out of the table',
    seconds: VIEW_SECONDS,
    rights: {
      look: ['GetItem', 'BatchGetItem', 'Query'],
      compare: ['GetItem', 'BatchGetItem', 'Query'],
      keep: true,
      chains: true,
    },
  },
  {
    suffix: 'sweep',
    entry: 'handlers/sweep',
    description: 'Each minute: everything that waits for time',
    seconds: 55,
    rights: { record: true, compare: ['GetItem'], due: true, invoke: [ANSWERER], start: machineNames(playbooks) },
  },
  {
    suffix: DRILLER,
    entry: 'handlers/drill',
    description: 'A made-up finding on a drill target: each hour, and when a person starts a drill',
    seconds: 10,
    rights: { drill: true },
  },
  {
    suffix: 'redrive',
    entry: 'handlers/redrive',
    description: 'Counts parked messages and puts them back to be worked again',
    seconds: API_SECONDS - 5,
    rights: { redrive: true },
  },
  {
    suffix: 'pause',
    entry: 'handlers/pause',
    description: 'The kill switch: invoke with {"paused": true, "reason": "…"}',
    seconds: 10,
    rights: { record: true },
  },
];

const slackSpecs = (playbooks: readonly AnyPlaybook[], slackSecret: string): readonly HubFunctionSpec[] => [
  {
    suffix: 'slack-receive',
    entry: 'slack-app/receive',
    description: "Verifies Slack's clicks, commands and events, records them and answers",
    seconds: 10,
    memory: 1024,
    rights: {
      record: true,
      count: true,
      due: true,
      list: true,
      replay: true,
      slackSecret,
      invoke: ['cordon-slack-dialog'],
    },
  },
  {
    suffix: 'slack-dialog',
    entry: 'slack-app/dialog',
    description: 'Re-checks the plan while the approve dialog is open',
    seconds: VIEW_SECONDS * 2,
    rights: { look: ['Query'], slackSecret, invoke: playbooks.map(({ id }) => `cordon-${id}-investigate`) },
  },
  {
    suffix: 'slack-post',
    entry: 'slack-app/post',
    description: 'Makes Slack match the record',
    seconds: VIEW_SECONDS,
    rights: { record: true, count: true, due: true, list: true, slackSecret },
  },
];

const operatorSpec = (playbooks: readonly AnyPlaybook[]): HubFunctionSpec => ({
  suffix: 'operator',
  entry: 'handlers/operator',
  description: 'Answers operators: list, show, decide, run, retry, undo, keep, pause',
  seconds: API_SECONDS,
  memory: 1024,
  rights: {
    record: true,
    count: true,
    compare: ['Query'],
    due: true,
    list: true,
    watch: machineNames(playbooks),
    invoke: [...playbooks.map(({ id }) => `cordon-${id}-investigate`), 'cordon-redrive', `cordon-${DRILLER}`],
  },
});

/** Every function of the hub. */
export const hubFunctions = (playbooks: readonly AnyPlaybook[], slackSecret: string): readonly HubFunctionSpec[] => [
  intakeSpec('urgent', playbooks),
  intakeSpec('routine', playbooks),
  ...playbooks.flatMap(executorsOf).map(executorSpec),
  ...recordSpecs(playbooks),
  ...slackSpecs(playbooks, slackSecret),
  operatorSpec(playbooks),
];

/** The files that are bundled, each once. */
export const hubEntries = (playbooks: readonly AnyPlaybook[]): readonly string[] => [
  ...new Set(hubFunctions(playbooks, '').map(({ entry }) => entry)),
];
