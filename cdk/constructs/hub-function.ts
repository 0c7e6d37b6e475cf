import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acceptWild } from '../accept';

export interface HubFunctionProps {
  /** Without `cordon-`: the function is `cordon-<suffix>`, its role `cordon-hub-<suffix>`. */
  readonly suffix: string;
  readonly description: string;
  readonly code: Code;
  readonly seconds: number;
  readonly memory?: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Names that member accounts trust: fixed, so that a role's ARN is known before the hub exists. */
export const hubRoleName = (suffix: string): string => {
  const name = `cordon-hub-${suffix}`;
  if (name.length > 64)
    throw new Error(
      `The role name ${name} is longer than IAM's 64 characters: give the playbook or the action a shorter id.`,
    );
  return name;
};

/** One function with a role and a log group of its own. The role starts with nothing but its own log. */
export class HubFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: HubFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.role = new Role(this, 'Role', {
      roleName: hubRoleName(props.suffix),
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Hub role of the function cordon-${props.suffix}`,
    });
    logGroup.grantWrite(this.role);
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: `cordon-${props.suffix}`,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: props.code,
      role: this.role,
      logGroup,
      timeout: Duration.seconds(props.seconds),
      memorySize: props.memory ?? 512,
      environment: { ...props.environment },
    });
  }

  /** Adds rights to this function's role, and to no other. A wildcard in a resource needs its reason. */
  allow(actions: readonly string[], resources: readonly string[], wildBecause?: string): void {
    if (wildBecause) acceptWild(this.role, resources, wildBecause);
    this.role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }
}
