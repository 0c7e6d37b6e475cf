import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { awsErrorName } from '../playbooks/kit/errors';

const client = new SFNClient({ maxAttempts: 3 });

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
    const answer = await client.send(
      new StartExecutionCommand({ stateMachineArn: machineArn, name: incidentId, input }),
    );
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
    return (await client.send(new DescribeExecutionCommand({ executionArn }))).status ?? 'GONE';
  } catch (error) {
    if (awsErrorName(error) === 'ExecutionDoesNotExist') return 'GONE';
    throw error;
  }
};

const CLOSED = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

/** Tells a waiting execution what was decided. `closed`: it no longer waits, which is as good as told. */
export const tellDecision = async (taskToken: string, decision: string): Promise<'told' | 'closed'> => {
  try {
    await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ decision }) }));
    return 'told';
  } catch (error) {
    if (CLOSED.includes(awsErrorName(error))) return 'closed';
    throw error;
  }
};

/** Ends a wait that could not be set up, so that the run goes on to its end at once. */
export const failWait = async (taskToken: string, cause: string): Promise<void> => {
  await client.send(new SendTaskFailureCommand({ taskToken, error: 'RequestFailed', cause }));
};
