import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { accept } from '../accept';
import { openStage } from './door-stage';
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
    openStage(this, api, THROTTLE);
    this.url = `${api.apiEndpoint}/slack`;
  }
}
