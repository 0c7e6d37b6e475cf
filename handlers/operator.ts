import type { APIGatewayProxyEventV2WithIAMAuthorizer } from 'aws-lambda';
import { callFunction } from '../adapters/functions';
import { readMachine, readRun } from '../adapters/runs';
import { required } from '../adapters/settings';
import { storeFromEnv } from '../adapters/store';
import { type Answer, answer } from './operator/answer';
import type { OperatorApp } from './operator/app';

const open = (): OperatorApp => ({
  store: storeFromEnv(),
  investigate: (playbook, payload) =>
    callFunction(`${required('CORDON_FUNCTION_PREFIX')}${playbook}-investigate`, payload),
  queues: (payload) => callFunction(`${required('CORDON_FUNCTION_PREFIX')}redrive`, payload),
  drill: (payload) => callFunction(`${required('CORDON_FUNCTION_PREFIX')}drill`, payload),
  readRun,
  readMachine,
});

/** The operator API: command line and console come in here, each request signed by a person’s own AWS credentials. */
export const handler = (event: APIGatewayProxyEventV2WithIAMAuthorizer): Promise<Answer> =>
  answer(open(), {
    method: event.requestContext.http.method,
    path: event.rawPath,
    query: event.queryStringParameters ?? {},
    headers: event.headers,
    body: event.body,
    base64: event.isBase64Encoded,
    caller: event.requestContext.authorizer?.iam,
  });
