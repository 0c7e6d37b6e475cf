import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GuardDuty } from '@aws-sdk/client-guardduty';
import { IAM } from '@aws-sdk/client-iam';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { ServiceName, Services } from '../../playbooks/kit/services';

/** `method` as the aggregated clients name it: `describeInstances`. */
export interface Call {
  readonly service: ServiceName;
  readonly method: string;
}
export type Answer = (input: object) => Promise<object>;
/** Sees every call before Moto does; asks Moto by calling `next`. */
export type Layer = (call: Call, input: object, next: Answer) => Promise<object>;

/** What Moto gets wrong, and a fake that does it as AWS does. `wrong` becomes part of the test's name. */
export interface Correction {
  readonly wrong: string;
  /** A fresh one per account, so that it may remember. */
  readonly make: () => Layer;
}

/** One empty account of its own in the shared Moto. */
export interface World {
  readonly url: string;
  readonly accountId: string;
  readonly region: string;
  /** For seeding and reading back: not recorded, but corrected. */
  readonly aws: Services;
  /** The same account seen through another layer: how the contract records and kills. */
  readonly through: (layer: Layer) => Services;
}

interface Options {
  readonly region: string;
  readonly endpoint: string;
  readonly maxAttempts: number;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

interface Stack {
  readonly add: (
    middleware: unknown,
    options: { name: string; step: 'initialize' | 'build'; priority?: 'high' | 'low' },
  ) => void;
}
interface HasStack {
  readonly middlewareStack: Stack;
}

const methodOf = (command: string): string =>
  command.charAt(0).toLowerCase() + command.slice(1).replace(/Command$/, '');

const layered = (client: HasStack, service: ServiceName, layers: readonly Layer[]): void => {
  type Next = (args: { input: object }) => Promise<{ output: object }>;
  for (const layer of layers) {
    const middleware = (next: Next, context: { commandName: string }) => async (args: { input: object }) => {
      const call = { service, method: methodOf(context.commandName) };
      const output = await layer(call, args.input, async (input) => (await next({ ...args, input })).output);
      return { output, response: {} };
    };
    client.middlewareStack.add(middleware, { name: `layer-${Math.random()}`, step: 'initialize' });
  }
};

// Moto reads the account from this header before it looks at the key, so that a new account costs nothing.
const inAccount = (client: HasStack, accountId: string): void => {
  type Args = { request: { headers: Record<string, string> } };
  const middleware = (next: (args: Args) => Promise<unknown>) => (args: Args) => {
    args.request.headers['x-moto-account-id'] = accountId;
    return next(args);
  };
  client.middlewareStack.add(middleware, { name: 'account', step: 'build' });
};

const CLIENTS: { readonly [S in ServiceName]: (options: Options) => Services[S] } = {
  autoscaling: (options) => new AutoScaling(options),
  cloudtrail: (options) => new CloudTrail(options),
  ec2: (options) => new EC2(options),
  elasticloadbalancing: (options) => new ElasticLoadBalancingV2(options),
  guardduty: (options) => new GuardDuty(options),
  iam: (options) => new IAM(options),
  secretsmanager: (options) => new SecretsManager(options),
};

const servicesOf = (url: string, accountId: string, region: string, layers: readonly Layer[]): Services => {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' };
  const make = <S extends ServiceName>(service: S): Services[S] => {
    const client = CLIENTS[service]({ region, endpoint: url, maxAttempts: 2, credentials });
    inAccount(client as unknown as HasStack, accountId);
    layered(client as unknown as HasStack, service, layers);
    return client;
  };
  const made: Partial<Record<ServiceName, unknown>> = {};
  // Made when first used: most worlds need one or two of them, and a contract makes hundreds of worlds.
  const lazily = (service: ServiceName) => ({
    get: () => {
      made[service] ??= make(service);
      return made[service];
    },
  });
  const names = Object.keys(CLIENTS) as ServiceName[];
  return Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, lazily(name)]))) as Services;
};

let accounts = 0;

/** @param url where Moto listens */
export const newWorld = (url: string, corrections: readonly Correction[] = [], region = 'eu-west-1'): World => {
  accounts += 1;
  const accountId = String(400_000_000_000 + accounts);
  const fixes = corrections.map((correction) => correction.make());
  return {
    url,
    accountId,
    region,
    aws: servicesOf(url, accountId, region, fixes),
    through: (layer) => servicesOf(url, accountId, region, [layer, ...fixes]),
  };
};
