import { ArnFormat, Aws, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnEventBusPolicy } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { DRILL_SOURCE } from '../playbooks/kit/drill';
import { hubRoleName } from './constructs/hub-function';

/** The function whose role may publish drills. */
export const DRILLER = 'drill';

/**
 * Refuses the source of drills on the hub's default bus to everybody but one role. A stack of its own: the emulator of the
 * embedded default knows no policy of the default bus.
 */
export class DrillGuardStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, { description: 'Cordon: only its own role may publish drills', ...props });
    const bus = this.formatArn({
      service: 'events',
      resource: 'event-bus',
      resourceName: 'default',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    new CfnEventBusPolicy(this, 'OnlyTheDriller', {
      statementId: 'cordon-only-the-driller',
      statement: {
        Effect: 'Deny',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: bus,
        Condition: {
          StringEquals: { 'events:source': DRILL_SOURCE },
          ArnNotEquals: {
            'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${this.account}:role/${hubRoleName(DRILLER)}`,
          },
        },
      },
    });
  }
}
