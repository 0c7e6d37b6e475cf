import { IAM } from '@aws-sdk/client-iam';
import type { Hub, Probe } from './probe';
import { zipOf } from './zip';

// What the emulator makes of a route that AWS_IAM guards. Made by plain HTTP: the product needs no client for it.

const WHO = `exports.handler = async (event) => ({ statusCode: 200, body: event.requestContext.authorizer?.iam?.userArn ?? 'nobody' });`;

const signedBy = (accessKeyId: string): string =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/eu-west-1/execute-api/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;

const make = async ({ config }: Hub, path: string, body: object): Promise<Readonly<Record<string, string>>> => {
  const answer = await fetch(`${config.endpoint}/v2/apis${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: signedBy(config.credentials.accessKeyId).replace('execute-api', 'apigateway'),
    },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Record<string, string>;
};

/** An API with one guarded route, as the operator API has it. Gives the route's address. */
const guardedRoute = async (hub: Hub): Promise<string> => {
  const name = `probe-${crypto.randomUUID().slice(0, 8)}`;
  const { FunctionArn } = await hub.lambda.createFunction({
    FunctionName: name,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::111111111111:role/probe',
    Code: { ZipFile: zipOf('index.js', WHO) },
  });
  const { apiId } = await make(hub, '', { name, protocolType: 'HTTP' });
  const { integrationId } = await make(hub, `/${apiId}/integrations`, {
    integrationType: 'AWS_PROXY',
    integrationUri: FunctionArn,
    payloadFormatVersion: '2.0',
  });
  const target = `integrations/${integrationId}`;
  await make(hub, `/${apiId}/routes`, { routeKey: 'GET /{proxy+}', authorizationType: 'AWS_IAM', target });
  await make(hub, `/${apiId}/stages`, { stageName: '$default', autoDeploy: true });
  return `${hub.config.endpoint}/_aws/execute-api/${apiId}/$default/who`;
};

/** A user without any right, and its key. */
const newUser = async ({ config }: Hub): Promise<{ readonly arn: string; readonly keyId: string }> => {
  const iam = new IAM(config);
  const { User } = await iam.createUser({ UserName: `probe-${crypto.randomUUID().slice(0, 8)}` });
  const { AccessKey } = await iam.createAccessKey({ UserName: User?.UserName });
  return { arn: User?.Arn ?? '', keyId: AccessKey?.AccessKeyId ?? '' };
};

const callAs = (url: string, keyId: string): Promise<Response> =>
  fetch(url, { headers: { authorization: signedBy(keyId) } });

export const doorProbes: readonly Probe<Hub>[] = [
  {
    id: 'G28a',
    title: 'a route with AWS_IAM refuses a request that is not signed',
    expected: 'works',
    asAws: async (hub) => (await fetch(await guardedRoute(hub))).status === 403,
  },
  {
    id: 'G28b',
    title: 'a route with AWS_IAM refuses a signature that does not fit, or a key that nobody has',
    expected: 'gap',
    instead: 'our signatures are checked by AWS’s algorithm and by botocore: test/adapters/operator',
    asAws: async (hub) => (await callAs(await guardedRoute(hub), (await newUser(hub)).keyId)).status === 403,
  },
  {
    id: 'G28c',
    title: 'a route with AWS_IAM tells the function whose access key it was',
    expected: 'works',
    asAws: async (hub) => {
      const { arn, keyId } = await newUser(hub);
      const answer = await callAs(await guardedRoute(hub), keyId);
      // A key that the emulator knows; once it checks signatures, this forged one is refused and the question is void.
      return answer.status === 403 || (await answer.text()) === arn;
    },
  },
];
