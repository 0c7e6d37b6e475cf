import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnStage, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { accept } from '../accept';
import type { HubFunction } from './hub-function';

/** Far above what people click, far below what hurts: a flood is answered 429 before it reaches a function. */
const THROTTLE = { throttlingRateLimit: 20, throttlingBurstLimit: 40 } as const;

/** The one address that Slack calls: POST /slack. Slack has no AWS identity; the function checks Slack's signature on the raw bytes. */
export class SlackDoor extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, receive: HubFunction) {
    super(scope, id);
    const api = new HttpApi(this, 'Api', {
      apiName: 'cordon-slack',
      description: 'Where Slack sends clicks, commands and events',
      createDefaultStage: false,
    });
    api.addRoutes({
      path: '/slack',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Receive', receive.lambda),
    });
    accept(
      api,
      'APIG4',
      'Slack has no AWS identity to authorise: the function checks its signature on the raw bytes, their age and their replay before it parses them.',
    );
    const log = new LogGroup(this, 'Log', { retention: RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.RETAIN });
    new CfnStage(this, 'Stage', {
      apiId: api.apiId,
      stageName: '$default',
      autoDeploy: true,
      defaultRouteSettings: THROTTLE,
      accessLogSettings: { destinationArn: log.logGroupArn, format: ACCESS_LINE },
    });
    this.url = `${api.apiEndpoint}/slack`;
  }
}

/** Who called, when, and what was answered; nothing of what was sent. */
const ACCESS_LINE = JSON.stringify({
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  bytes: '$context.responseLength',
  requestId: '$context.requestId',
});
