import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Plugin } from 'esbuild';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import type { ServiceName, Uses } from '../playbooks/kit/services';
import { actionsOf, factsOf } from './derive/executors';

/** The module of each service's whole client, which knows every call: `new EC2()` alone weighs a megabyte. */
const WHOLE_CLIENTS: Readonly<Record<ServiceName, string>> = {
  autoscaling: 'client-auto-scaling/dist-es/AutoScaling.js',
  cloudtrail: 'client-cloudtrail/dist-es/CloudTrail.js',
  ec2: 'client-ec2/dist-es/EC2.js',
  elasticloadbalancing: 'client-elastic-load-balancing-v2/dist-es/ElasticLoadBalancingV2.js',
  guardduty: 'client-guardduty/dist-es/GuardDuty.js',
  iam: 'client-iam/dist-es/IAM.js',
  secretsmanager: 'client-secrets-manager/dist-es/SecretsManager.js',
};

/** Methods that the playbooks' facts and actions declare, sorted. */
const declared = (playbooks: readonly AnyPlaybook[], service: ServiceName): readonly string[] => {
  const units = playbooks.flatMap((playbook) => [...factsOf(playbook), ...actionsOf(playbook)]);
  return [...new Set(units.flatMap(({ uses }) => (uses as Uses)[service] ?? []))].sort();
};

/** As the SDK writes it, with fewer commands. The commands bring their own shapes along, and nothing else is reached. */
const leanClient = (name: string, methods: readonly string[]): string => {
  const commands = methods.map((method) => `${method.charAt(0).toUpperCase()}${method.slice(1)}Command`);
  return [
    "import { createAggregatedClient } from '@smithy/core/client';",
    `import { ${name}Client } from './${name}Client';`,
    ...commands.map((command) => `import { ${command} } from './commands/${command}';`),
    `export class ${name} extends ${name}Client {}`,
    `createAggregatedClient({ ${commands.join(', ')} }, ${name});`,
  ].join('\n');
};

/**
 * The shapes of a service's calls are arrays with objects of computed keys, such as `{ [_xN]: "item" }`, which esbuild dares not
 * drop. With the keys written out it keeps exactly the shapes that the remaining commands reach.
 */
const withPlainKeys = (schemas: string): string => {
  const names = new Map([...schemas.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name, text]));
  return schemas.replace(/\[(_\w+)\]:/g, (key, name: string) => (names.has(name) ? `${names.get(name)}:` : key));
};

/**
 * A service's errors by which our code does something: read for what they hold, or met by `instanceof`. Every other error
 * reaches us as the SDK gives one that it does not know: with the service's name for it, its message and its status.
 */
const KEPT_ERRORS = ['ConditionalCheckFailedException', 'TransactionCanceledException'];

/** These speak JSON, where an error's name is what the service writes; in XML it is another, and the class has the right one. */
const SPEAK_JSON = /\/@aws-sdk\/client-(dynamodb|eventbridge|lambda|sfn|secrets-manager)\//;

/** Lets the errors go that are only registered: their classes and shapes go with them. */
const withoutOtherErrors = (schemas: string): string =>
  schemas.replace(/^n0_registry\.registerError\((\w+)\$, \w+\);$/gm, (line, name: string) =>
    KEPT_ERRORS.includes(name) ? line : '',
  );

const leanSchemas = (schemas: string, path: string): string =>
  withPlainKeys(SPEAK_JSON.test(path) ? withoutOtherErrors(schemas) : schemas);

/** The SDK asks a logger for its class's name to know that nobody listens: the one name that minifying must not take. */
const named = (source: string): string =>
  source.replace('class NoOpLogger {', "class NoOpLogger { static name = 'NoOpLogger';");

/** A Lambda has no ~/.aws: what the SDK needs is in the environment, and files that are never there are not looked for. */
const NO_FILES = [
  'export const filePromises = {};',
  'export const fileIntercept = {};',
  "export const readFile = async () => { throw new Error('No files are read on Lambda'); };",
].join('\n');

const rewrite =
  (change: (source: string, path: string) => string) =>
  ({ path }: { readonly path: string }) => ({ contents: change(readFileSync(path, 'utf8'), path) });

/**
 * The AWS SDK with what is called, and nothing else. Out of the clients for member accounts goes every call that no fact and no
 * action declares: it is refused anyway.
 */
export const leanSdk = (playbooks: readonly AnyPlaybook[]): Plugin => ({
  name: 'lean-sdk',
  setup: (build) => {
    build.onLoad({ filter: /\/@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_\d+\.js$/ }, rewrite(leanSchemas));
    build.onLoad({ filter: /\/shared-ini-file-loader\/readFile\.js$/ }, () => ({ contents: NO_FILES }));
    build.onLoad({ filter: /\/@smithy\/core\/dist-es\/.*\/NoOpLogger\.js$/ }, rewrite(named));
    for (const [service, path] of Object.entries(WHOLE_CLIENTS)) {
      const methods = declared(playbooks, service as ServiceName);
      const filter = new RegExp(`/@aws-sdk/${path.replaceAll('.', '\\.')}$`);
      build.onLoad({ filter }, () => ({ contents: leanClient(basename(path, '.js'), methods) }));
    }
  },
});
