import type { Json } from '../../playbooks/kit/json';
import type { AnyPlaybook, Step } from '../../playbooks/kit/playbook';
import { consoleInputOf } from './by-hand';
import { containerOf, stepsOf } from './executors';

export type State = { readonly Type: string; readonly Comment: string; readonly [field: string]: Json };
/** Amazon States Language, JSONPath. `PLACEHOLDERS` stand in it as `${…}`. */
export interface Machine {
  readonly Comment: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** Longer than any answer can take: requests last at most a day each, and a plan that changes may ask again. The record keeps the real deadline. */
const WAIT_SECONDS = 7 * 24 * 3600;
/** A little more than the function's own limit, so that the function's error is the one that is seen. */
export const LOOK_SECONDS = { lambda: 180, state: 190 } as const;
export const STEP_SECONDS = { lambda: 600, state: 610 } as const;

const CLOSE = 'Verify and close';
const HOW = 'How to proceed?';
const AWAIT = 'Await approval';
const APPROVED = 'Approved?';
const REFUSED = 'Input refused';
const UNSEEN = 'Could not investigate';

/** What a definition leaves open: filled in where it is deployed. */
export const PLACEHOLDERS = ['Partition', 'Functions'] as const;
/** `arn:…:function:`, to which a function's name is added. */
const FUNCTIONS = `\${Functions}`;

const invoke = (suffix = ''): string => `arn:\${Partition}:states:::lambda:invoke${suffix}`;
const callOf = (functionName: string, payload: Record<string, Json>): Json => ({
  FunctionName: `${FUNCTIONS}${functionName}`,
  Payload: payload,
});

/** Faults of Lambda, not of ours; the functions are safe to run again, because the journal tells them where they were. */
const RETRY: Json = [
  {
    ErrorEquals: [
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
    ],
    IntervalSeconds: 1,
    BackoffRate: 2,
    MaxAttempts: 6,
    MaxDelaySeconds: 20,
    JitterStrategy: 'FULL',
  },
  {
    ErrorEquals: ['Lambda.Unknown', 'Sandbox.Timedout', 'States.Timeout'],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxAttempts: 2,
  },
];
const catchTo = (next: string): Json => [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: next }];

const EXECUTION = { 'execution.$': '$$.Execution.Id' } as const;
const INCIDENT = { 'incidentId.$': '$.incidentId', ...EXECUTION } as const;

const looking = (functionName: string, task: string, comment: string): State => ({
  Type: 'Task',
  Comment: comment,
  Resource: invoke(),
  Parameters: callOf(functionName, { do: task, 'input.$': '$', ...EXECUTION }),
  OutputPath: '$.Payload',
  TimeoutSeconds: LOOK_SECONDS.state,
  Retry: RETRY,
  Catch: catchTo(HOW),
  Next: HOW,
});

const says = (next: string): Json => ({
  And: [
    { Variable: '$.next', IsPresent: true },
    { Variable: '$.next', StringEquals: next },
  ],
});

const choiceOf = (ask: boolean): State => ({
  Type: 'Choice',
  Comment: ask
    ? 'A plan is asked about; nothing to do, or not applicable, closes at once; an input that cannot be used ends here with a sentence that says why.'
    : 'What was seen is recorded and closes at once; an input that cannot be used ends here with a sentence that says why.',
  Choices: [
    ...(ask ? [{ ...(says('ask') as object), Next: AWAIT }] : []),
    { ...(says('refused') as object), Next: REFUSED },
    { Variable: '$.incidentId', IsPresent: false, Next: UNSEEN },
  ] as Json,
  Default: CLOSE,
});

const endings: Readonly<Record<string, State>> = {
  [REFUSED]: {
    Type: 'Fail',
    Comment: 'The input cannot be used. The cause names the field and says what it should be; nothing was changed.',
    Error: 'InputRefused',
    CausePath: '$.problem',
  },
  [UNSEEN]: {
    Type: 'Fail',
    Comment: 'No incident was opened, so there is none to close; nothing was changed. Start it again.',
    Error: 'NotInvestigated',
    Cause:
      'The first state failed before an incident was opened, and nothing was changed. Its error is in the history of this execution; start it again.',
  },
};

const awaiting = (comment: string): State => ({
  Type: 'Task',
  Comment: comment,
  Resource: invoke('.waitForTaskToken'),
  Parameters: callOf('cordon-await-approval', { ...INCIDENT, 'taskToken.$': '$$.Task.Token' }),
  ResultSelector: { 'decision.$': '$.decision' },
  ResultPath: '$.approval',
  TimeoutSeconds: WAIT_SECONDS,
  Catch: catchTo(CLOSE),
  Next: APPROVED,
});

const approvedTo = (first: string): State => ({
  Type: 'Choice',
  Comment:
    'Only shows the way that the record took: each step reads the record again before it changes anything, so a forged answer here does nothing.',
  Choices: [{ Variable: '$.approval.decision', StringEquals: 'approved', Next: first }],
  Default: CLOSE,
});

const stepState = (functionName: string, stepId: string, comment: string, next: string): State => ({
  Type: 'Task',
  Comment: comment,
  Resource: invoke(),
  Parameters: callOf(functionName, { ...INCIDENT, step: stepId }),
  ResultSelector: { 'step.$': '$.Payload.step', 'status.$': '$.Payload.status' },
  ResultPath: '$.last',
  TimeoutSeconds: STEP_SECONDS.state,
  Retry: RETRY,
  Catch: catchTo(CLOSE),
  Next: next,
});

const closing = (functionName: string, comment: string): State => ({
  Type: 'Task',
  Comment: comment,
  Resource: invoke(),
  Parameters: callOf(functionName, { do: 'close', ...INCIDENT }),
  ResultSelector: { 'incidentId.$': '$.Payload.incidentId', 'outcome.$': '$.Payload.outcome' },
  TimeoutSeconds: LOOK_SECONDS.state,
  Retry: RETRY,
  End: true,
});

interface NamedStep {
  readonly name: string;
  readonly functionName: string;
  readonly stepId: string;
  readonly comment: string;
}

const inOrder = (steps: readonly NamedStep[]): readonly (readonly [string, State])[] =>
  steps.map((step, index) => [
    step.name,
    stepState(step.functionName, step.stepId, step.comment, steps[index + 1]?.name ?? CLOSE),
  ]);

/** State names are the actions' titles; a title that stands twice gets its step's id. At most 80 characters. */
export const stateNames = (steps: readonly Step[], prefix = ''): ReadonlyMap<string, string> =>
  new Map(
    steps.map((step) => {
      const twice = steps.filter(({ action }) => action.title === step.action.title).length > 1;
      const name = `${prefix}${step.action.title}${twice ? ` (${step.id})` : ''}`;
      return [step.id, name.length > 80 ? `${name.slice(0, 79)}…` : name] as const;
    }),
  );

const needOf = ({ need, whenItFails }: Step): string => {
  if (need === 'best-effort') return 'Best effort: when it fails, that is recorded and the run goes on.';
  return whenItFails === 'go on'
    ? 'Essential: when it fails, the run goes on with what helps all the same, and ends as partly contained.'
    : 'Essential: when it fails, the run goes straight to the end as partly contained.';
};

const containStep = (playbook: AnyPlaybook, name: string, step: Step): NamedStep => ({
  name,
  functionName: containerOf(playbook, step.action),
  stepId: step.id,
  comment: `Risk: ${step.action.risk}. ${needOf(step)} A step that the plan leaves out is recorded as skipped.`,
});

/** Ends the machine's comment, so that the input can be copied out of it. */
const byHand = (playbook: AnyPlaybook): string =>
  `To start it by hand, give this input with what stands in angle brackets filled in: ${consoleInputOf(playbook)}`;

const lookOnly = (playbook: AnyPlaybook, functionName: string): Machine => ({
  Comment: `${playbook.summary} ${byHand(playbook)}`,
  StartAt: 'Investigate',
  States: {
    Investigate: looking(functionName, 'investigate', 'Opens the incident and reads the facts. Nothing is changed.'),
    [HOW]: choiceOf(false),
    ...endings,
    [CLOSE]: closing(functionName, 'Records what was seen. Red only when the run failed.'),
  },
});

/** The state machine of a playbook: at most 5 state entries plus one per step, from start to end. */
export const machineOf = (playbook: AnyPlaybook): Machine => {
  const functionName = `cordon-${playbook.id}-investigate`;
  const names = stateNames(stepsOf(playbook));
  const steps = stepsOf(playbook).map((step) => containStep(playbook, names.get(step.id) ?? step.id, step));
  const first = steps[0];
  if (!first) return lookOnly(playbook, functionName);
  return {
    Comment: `${playbook.summary} Nothing is changed before a person approves the plan, or two people when the run was started by hand. ${byHand(playbook)}`,
    StartAt: 'Investigate',
    States: {
      Investigate: looking(
        functionName,
        'investigate',
        'Opens the incident, reads the facts and writes the plan. Nothing is changed.',
      ),
      [HOW]: choiceOf(true),
      [AWAIT]: awaiting(
        'Asks people to approve exactly this plan, and waits. The record keeps the deadline; the limit here only ends a wait that nothing else ended.',
      ),
      [APPROVED]: approvedTo(first.name),
      ...Object.fromEntries(inOrder(steps)),
      ...endings,
      [CLOSE]: closing(
        functionName,
        'Reads the account back, records the outcome and closes the incident. Red when the run failed; a partly contained target is an outcome that people decide about.',
      ),
    },
  };
};

const undoStep = (playbook: AnyPlaybook, name: string, step: Step): NamedStep => ({
  name,
  functionName: `cordon-${playbook.id}-undo`,
  stepId: step.id,
  comment:
    'Puts back what this step changed, and reads it back. What someone else changed since is left alone and named, field by field. A step that changed nothing is recorded as skipped.',
});

/** The machine that puts a run back, in reverse order; undefined for a playbook that changes nothing. */
export const undoMachineOf = (playbook: AnyPlaybook): Machine | undefined => {
  const functionName = `cordon-${playbook.id}-investigate`;
  const names = stateNames(stepsOf(playbook), 'Undo: ');
  const steps = [...stepsOf(playbook)].reverse().map((step) => undoStep(playbook, names.get(step.id) ?? step.id, step));
  const first = steps[0];
  if (!first) return undefined;
  return {
    Comment: `Puts back what “${playbook.title}” changed, in reverse order, after a person approves. Cordon starts it when someone asks for an undo; it cannot be started by hand.`,
    StartAt: 'Plan the undo',
    States: {
      'Plan the undo': looking(
        functionName,
        'plan-undo',
        'Compares the account with what the journal says was left, and writes the plan of the undo. Nothing is changed.',
      ),
      [HOW]: choiceOf(true),
      [AWAIT]: awaiting(
        'Asks people to approve exactly this undo, and waits. The record keeps the deadline; the limit here only ends a wait that nothing else ended.',
      ),
      [APPROVED]: approvedTo(first.name),
      ...Object.fromEntries(inOrder(steps)),
      ...endings,
      [CLOSE]: closing(
        functionName,
        'Reads the account back, records the outcome and closes the incident. Red when the run failed.',
      ),
    },
  };
};

/** Every function that a machine calls, in the order of its states. */
export const functionsOf = (machine: Machine): readonly string[] => {
  const names = Object.values(machine.States).flatMap((state) => {
    const parameters = state['Parameters'];
    return typeof parameters === 'object' && parameters !== null && 'FunctionName' in parameters
      ? [String(parameters['FunctionName'])]
      : [];
  });
  return [...new Set(names.map((name) => name.slice(FUNCTIONS.length)))];
};
