import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { awsErrorName } from '../playbooks/kit/errors';

// Apart from adapters/machines: who reads how a run went can neither start one nor answer for it.
const client = new SFNClient({ maxAttempts: 3 });

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
    const page = await client.send(
      new GetExecutionHistoryCommand({
        executionArn,
        includeExecutionData: false,
        maxResults: 1000,
        ...(nextToken ? { nextToken } : {}),
      }),
    );
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
      client.send(new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' })),
      client.send(new DescribeStateMachineForExecutionCommand({ executionArn })),
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
  (await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).definition ?? '{}';
