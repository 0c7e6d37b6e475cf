import { SFN } from '@aws-sdk/client-sfn';
import { awsErrorName } from '../playbooks/kit/errors';

const client = new SFN({ maxAttempts: 3 });

export type Started =
  | { readonly kind: 'started'; readonly executionArn: string }
  /** An execution of that name exists; `running` says whether it is alive. */
  | { readonly kind: 'exists'; readonly executionArn: string; readonly running: boolean };

const executionArnOf = (machineArn: string, name: string): string =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** Starts the incident's execution. The name is the incident's id, so a second start is never a second run. */
export const startMachine = async (machineArn: string, incidentId: string): Promise<Started> => {
  const input = JSON.stringify({ incidentId });
  try {
    const answer = await client.startExecution({ stateMachineArn: machineArn, name: incidentId, input });
    return { kind: 'started', executionArn: answer.executionArn ?? executionArnOf(machineArn, incidentId) };
  } catch (error) {
    if (awsErrorName(error) !== 'ExecutionAlreadyExists') throw error;
    const executionArn = executionArnOf(machineArn, incidentId);
    return { kind: 'exists', executionArn, running: (await statusOf(executionArn)) === 'RUNNING' };
  }
};

/** Step Functions' word for the execution, or `GONE` when it knows none of that name. */
export const statusOf = async (executionArn: string): Promise<string> => {
  try {
    return (await client.describeExecution({ executionArn })).status ?? 'GONE';
  } catch (error) {
    if (awsErrorName(error) === 'ExecutionDoesNotExist') return 'GONE';
    throw error;
  }
};

const CLOSED = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

/** Tells a waiting execution what was decided. `closed`: it no longer waits, which is as good as told. */
export const tellDecision = async (taskToken: string, decision: string): Promise<'told' | 'closed'> => {
  try {
    await client.sendTaskSuccess({ taskToken, output: JSON.stringify({ decision }) });
    return 'told';
  } catch (error) {
    if (CLOSED.includes(awsErrorName(error))) return 'closed';
    throw error;
  }
};

/** Ends a wait that could not be set up, so that the run goes on to its end at once. */
export const failWait = async (taskToken: string, cause: string): Promise<void> => {
  await client.sendTaskFailure({ taskToken, error: 'RequestFailed', cause });
};

/** One thing that happened in a run: what kind, when, and in which state. Never what went in or came out. */
export interface RunEvent {
  readonly type: string;
  readonly at: string;
  readonly state?: string;
}
export interface RunSeen {
  /** Amazon States Language, as the run has it. */
  readonly definition: string;
  readonly status: string;
  readonly startedAt?: string;
  readonly stoppedAt?: string;
  readonly events: readonly RunEvent[];
}

const timed = (name: 'startedAt' | 'stoppedAt', at: Date | undefined): object =>
  at ? { [name]: at.toISOString() } : {};

const eventsOf = async (executionArn: string): Promise<readonly RunEvent[]> => {
  const events: RunEvent[] = [];
  for (let nextToken: string | undefined; ; ) {
    const page = await client.getExecutionHistory({
      executionArn,
      includeExecutionData: false,
      maxResults: 1000,
      ...(nextToken ? { nextToken } : {}),
    });
    for (const { type = '', timestamp, stateEnteredEventDetails, stateExitedEventDetails } of page.events ?? []) {
      const state = stateEnteredEventDetails?.name ?? stateExitedEventDetails?.name;
      events.push({ type, at: timestamp?.toISOString() ?? '', ...(state ? { state } : {}) });
    }
    nextToken = page.nextToken;
    if (!nextToken) return events;
  }
};

/** How far an execution is, from its machine's definition and its history. Undefined when Step Functions knows none of that name. */
export const readRun = async (executionArn: string): Promise<RunSeen | undefined> => {
  try {
    const [run, machine, events] = await Promise.all([
      client.describeExecution({ executionArn, includedData: 'METADATA_ONLY' }),
      client.describeStateMachineForExecution({ executionArn }),
      eventsOf(executionArn),
    ]);
    return {
      definition: machine.definition ?? '{}',
      status: run.status ?? 'UNKNOWN',
      ...timed('startedAt', run.startDate),
      ...timed('stoppedAt', run.stopDate),
      events,
    };
  } catch (error) {
    if (awsErrorName(error) === 'ExecutionDoesNotExist') return undefined;
    throw error;
  }
};

/** The machine's definition as it would run now. */
export const readMachine = async (stateMachineArn: string): Promise<string> =>
  (await client.describeStateMachine({ stateMachineArn })).definition ?? '{}';
