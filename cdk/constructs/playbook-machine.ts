import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acceptWild } from '../accept';
import { functionsOf, type Machine } from '../derive/machine';
import { functionArn } from './rights';

export interface PlaybookMachineProps {
  /** `cordon-isolate-instance`, `cordon-undo-isolate-instance`. */
  readonly name: string;
  readonly machine: Machine;
}

/** One Standard state machine, with a role that may call its own functions only. Its log carries no data: the record has it. */
export class PlaybookMachine extends Construct {
  constructor(scope: Construct, id: string, { name, machine }: PlaybookMachineProps) {
    super(scope, id);
    const functions = functionsOf(machine);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: `Lets ${name} call its own functions`,
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: functions.map((one) => functionArn(this, one)),
      }),
    );
    acceptWild(
      role,
      ['*'],
      'What Step Functions asks for to deliver logs and traces: neither has a resource to narrow it to.',
    );
    new StateMachine(this, 'Machine', {
      stateMachineName: name,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(JSON.stringify(machine)),
      definitionSubstitutions: { Partition: Aws.PARTITION, Functions: functionArn(this, '') },
      role,
      tracingEnabled: true,
      logs: { destination: logOf(this, name), level: LogLevel.ALL, includeExecutionData: false },
    });
  }
}

const logOf = (scope: Construct, name: string): LogGroup =>
  new LogGroup(scope, 'Log', {
    // The prefix keeps CloudWatch Logs' resource policy within its size, however many machines there are.
    logGroupName: `/aws/vendedlogs/states/${name}`,
    retention: RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.DESTROY,
  });
