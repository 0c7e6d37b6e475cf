import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { CfnEventBus, EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyDocument, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Settings } from '../../playbooks/kit/settings';
import { DETAIL_TYPE, SOURCE } from '../derive/events';

/** Where other Regions, and other accounts, send findings: a bus of its own, so that they reach no other rule of the security account. */
export const FINDINGS_BUS = 'cordon-findings';

/** Forwarders' roles are named for the Region that they send from: IAM is global. */
export const FORWARDER_ROLE = 'cordon-forward';

/** Does any finding come from elsewhere? */
const takesFromElsewhere = ({ hub, regions, organizationId, guardDutyAdministrator }: Settings): boolean =>
  organizationId !== undefined ||
  regions.some((region) => region !== hub.region) ||
  (guardDutyAdministrator ?? hub.accountId) !== hub.accountId;

/**
 * Takes GuardDuty findings that a forwarder's rule sends, and nothing else: no call of PutEvents, whoever makes it, no other
 * source, nobody from outside. AWS lets nobody put events with a source of its own, so what a rule forwards as
 * `aws.guardduty` is GuardDuty's.
 */
class FindingsBus extends Construct {
  readonly bus: IEventBus;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const eventBusArn = Stack.of(this).formatArn({
      service: 'events',
      resource: 'event-bus',
      resourceName: FINDINGS_BUS,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    const bus = new CfnEventBus(this, 'Bus', {
      name: FINDINGS_BUS,
      description: "GuardDuty findings of other Regions and accounts, on their way to Cordon's intake",
      policy: mayForward(settings, eventBusArn),
    });
    this.bus = EventBus.fromEventBusArn(this, 'Findings', bus.attrArn);
  }
}

const mayForward = (settings: Settings, eventBusArn: string): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'FindingsByForwarders',
        principals: [new StarPrincipal()],
        actions: ['events:PutEvents'],
        resources: [eventBusArn],
        conditions: {
          StringEquals: { ...ownPeople(settings), 'events:source': SOURCE, 'events:detail-type': DETAIL_TYPE },
          Bool: { 'events:eventBusInvocation': 'true' },
          ArnLike: { 'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::*:role/cordon/${FORWARDER_ROLE}-*` },
        },
      }),
    ],
  });

const ownPeople = ({ organizationId, hub, guardDutyAdministrator }: Settings): Readonly<Record<string, unknown>> =>
  organizationId
    ? { 'aws:PrincipalOrgID': organizationId }
    : { 'aws:PrincipalAccount': [...new Set([hub.accountId, guardDutyAdministrator ?? hub.accountId])] };

/** The bus, where any finding comes from another Region or account. */
export const findingsBusFor = (scope: Construct, settings: Settings): IEventBus | undefined =>
  takesFromElsewhere(settings) ? new FindingsBus(scope, 'FindingsBus', settings).bus : undefined;
