import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnStage, type HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface Throttle {
  readonly throttlingRateLimit: number;
  readonly throttlingBurstLimit: number;
}

/** The one stage of an API of ours: throttled, and with a line in its log for each call. */
export const openStage = (
  scope: Construct,
  api: HttpApi,
  throttle: Throttle,
  more: Readonly<Record<string, string>> = {},
): void => {
  const log = new LogGroup(scope, 'Log', { retention: RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.RETAIN });
  new CfnStage(scope, 'Stage', {
    apiId: api.apiId,
    stageName: '$default',
    autoDeploy: true,
    defaultRouteSettings: throttle,
    accessLogSettings: { destinationArn: log.logGroupArn, format: JSON.stringify({ ...ACCESS_LINE, ...more }) },
  });
};

/** Who called, when, and what was answered; nothing of what was sent. */
const ACCESS_LINE = {
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  bytes: '$context.responseLength',
  requestId: '$context.requestId',
} as const;
