import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { openStage } from './door-stage';
import type { HubFunction } from './hub-function';

/** A page that follows an incident asks every few seconds; this is many pages of many people. */
const THROTTLE = { throttlingRateLimit: 50, throttlingBurstLimit: 100 } as const;

/**
 * Where the command line and the console come in. AWS checks each request's signature and the signer's right to call it
 * (`execute-api:Invoke`) before the function is woken; the function then finds the person in the table of people.
 */
export class OperatorDoor extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, operator: HubFunction) {
    super(scope, id);
    const api = new HttpApi(this, 'Api', {
      apiName: 'cordon-operator',
      description: 'Where operators come in, each with AWS credentials of their own',
      createDefaultStage: false,
      defaultAuthorizer: new HttpIamAuthorizer(),
    });
    // Two routes, so that a policy can let somebody read and not act: …/GET/* and …/POST/*.
    api.addRoutes({
      path: '/{proxy+}',
      methods: [HttpMethod.GET, HttpMethod.POST],
      integration: new HttpLambdaIntegration('Operator', operator.lambda),
    });
    openStage(this, api, THROTTLE, { caller: '$context.identity.userArn' });
    this.url = api.apiEndpoint;
  }
}
