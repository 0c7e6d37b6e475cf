import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { failWait, startMachine, statusOf, tellDecision } from '../../adapters/machines';
import { rowWithoutRecord } from '../faults/row';

// The emulator answers none of these as Step Functions does (rows G7 and G8 of the probes): a fake client says them.

process.env['AWS_REGION'] = 'eu-west-1';
const MACHINE = 'arn:aws:states:eu-west-1:111111111111:stateMachine:cordon-isolate-instance';
const RUN = 'arn:aws:states:eu-west-1:111111111111:execution:cordon-isolate-instance:inc-a-1';
const sfn = mockClient(SFNClient);
const named = (name: string): Error => Object.assign(new Error(name), { name });

beforeEach(() => sfn.reset());

describe('starting an execution', () => {
  it('names it after the incident, and gives it the id and nothing else', async () => {
    sfn.on(StartExecutionCommand).resolves({ executionArn: RUN });
    expect(await startMachine(MACHINE, 'inc-a-1')).toEqual({ kind: 'started', executionArn: RUN });
    expect(sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: MACHINE,
      name: 'inc-a-1',
      input: '{"incidentId":"inc-a-1"}',
    });
  });

  for (const [status, running] of [
    ['RUNNING', true],
    ['SUCCEEDED', false],
    ['FAILED', false],
  ] as const)
    rowWithoutRecord('F6', 'U', `looks when the name is taken, never guesses: ${status}`, async () => {
      sfn.on(StartExecutionCommand).rejects(named('ExecutionAlreadyExists'));
      sfn.on(DescribeExecutionCommand, { executionArn: RUN }).resolves({ status });
      expect(await startMachine(MACHINE, 'inc-a-1')).toEqual({ kind: 'exists', executionArn: RUN, running });
    });

  it('takes an execution that Step Functions has forgotten for gone', async () => {
    sfn.on(DescribeExecutionCommand).rejects(named('ExecutionDoesNotExist'));
    expect(await statusOf(RUN)).toBe('GONE');
  });

  it('passes throttling on, so that the delivery comes again', async () => {
    sfn.on(StartExecutionCommand).rejects(named('ThrottlingException'));
    await expect(startMachine(MACHINE, 'inc-a-1')).rejects.toThrow('ThrottlingException');
  });
});

describe('telling a decision', () => {
  it('says the decision as a constant', async () => {
    sfn.on(SendTaskSuccessCommand).resolves({});
    expect(await tellDecision('token', 'approved')).toBe('told');
    expect(sfn.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input).toEqual({
      taskToken: 'token',
      output: '{"decision":"approved"}',
    });
  });

  for (const name of ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])
    rowWithoutRecord('F19', 'U', `counts as told after ${name}: nobody waits any more`, async () => {
      sfn.on(SendTaskSuccessCommand).rejects(named(name));
      expect(await tellDecision('token', 'approved')).toBe('closed');
    });

  it('passes everything else on, so that it is said again', async () => {
    sfn.on(SendTaskSuccessCommand).rejects(named('InternalServerException'));
    await expect(tellDecision('token', 'denied')).rejects.toThrow('InternalServerException');
  });
});

it('ends a wait that could not be set up', async () => {
  sfn.on(SendTaskFailureCommand).resolves({});
  await failWait('token', 'The table was away.');
  expect(sfn.commandCalls(SendTaskFailureCommand)[0]?.args[0].input).toEqual({
    taskToken: 'token',
    error: 'RequestFailed',
    cause: 'The table was away.',
  });
});
