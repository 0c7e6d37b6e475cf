import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type CdkPlace, runCdk } from './cdk';
import { PROJECT } from './python';
import { memberClients } from './seed';
import { HUB, MEMBERS } from './settings';
import { keepSynth, synthKey, takeSynth } from './synth-store';

const HUB_STACK = 'CordonHub';
const MEMBER_TEMPLATE = 'CordonMemberRoles.template.json';

/** What the hub stack tells about itself: `TableName`, `SlackUrl`, queue addresses, … */
export type HubOutputs = Readonly<Record<string, string>>;

const assemblyOf = (place: Pick<CdkPlace, 'folder'>): string => join(place.folder, 'cdk.out');

/** Prepares the hub account as every CDK account is prepared. */
export const bootstrapHub = (place: CdkPlace): Promise<void> =>
  runCdk('bootstrap', ['bootstrap', `aws://${HUB.accountId}/${HUB.region}`], { ...place, cwd: place.folder });

const runSynth = (place: CdkPlace, settingsFile: string): Promise<void> =>
  runCdk('synth', ['synth', '--quiet', '-o', assemblyOf(place), '-c', `config=${settingsFile}`], {
    ...place,
    cwd: PROJECT,
  });

/**
 * Turns the app and the settings file into templates and bundles, or takes what the very same sources and settings gave
 * before from `store`.
 */
export const synthesise = async (place: CdkPlace, settingsFile: string, store?: string): Promise<void> => {
  const key = synthKey(settingsFile);
  if (store && takeSynth(store, key, assemblyOf(place))) return;
  await runSynth(place, settingsFile);
  // Somebody may have saved a file meanwhile: then nobody can tell which of both was read.
  if (store && synthKey(settingsFile) === key) keepSynth(store, key, assemblyOf(place));
};

const ROLE_KEYS = ['assumeRoleArn', 'assumeRoleExternalId', 'cloudFormationExecutionRoleArn', 'lookupRole'];

/**
 * Lets the account itself deploy an assembly, in the place of the roles that `cdk bootstrap` made: an emulator that checks IAM
 * refuses those, because it gives them less than AWS does. Templates and bundles stay as they were synthesised.
 */
export const deployAsAccount = ({ folder }: Pick<CdkPlace, 'folder'>): void => {
  const assembly = assemblyOf({ folder });
  for (const name of readdirSync(assembly).filter((file) => /^manifest\.json$|\.assets\.json$/.test(file))) {
    const file = join(assembly, name);
    const plain: unknown = JSON.parse(readFileSync(file, 'utf8'), (key, value: unknown) =>
      ROLE_KEYS.includes(key) ? undefined : value,
    );
    writeFileSync(file, JSON.stringify(plain));
  }
};

/** Deploys the hub stack, as synthesised, and gives its outputs. */
export const deployHub = async (place: CdkPlace): Promise<HubOutputs> => {
  const file = join(place.folder, 'outputs.json');
  const how = ['--require-approval', 'never', '--method', 'direct', '--asset-parallelism', '--outputs-file', file];
  await runCdk('deploy', ['deploy', HUB_STACK, '--app', assemblyOf(place), ...how], { ...place, cwd: place.folder });
  const outputs = z.record(z.string(), z.record(z.string(), z.string())).parse(JSON.parse(readFileSync(file, 'utf8')));
  return outputs[HUB_STACK] ?? {};
};

const deployMember = async (motoUrl: string, accountId: string, TemplateBody: string): Promise<void> => {
  const { cloudformation } = await memberClients(motoUrl, accountId, HUB.region);
  const StackName = 'CordonMemberRoles';
  await cloudformation.createStack({ StackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] });
  const status = (await cloudformation.describeStacks({ StackName })).Stacks?.[0]?.StackStatus;
  if (status !== 'CREATE_COMPLETE') throw new Error(`The member roles of account ${accountId} ended as ${status}`);
};

/** The same template of roles in every member account. */
export const deployMembers = async (place: CdkPlace, motoUrl: string): Promise<void> => {
  const template = readFileSync(join(assemblyOf(place), MEMBER_TEMPLATE), 'utf8');
  await Promise.all(MEMBERS.map((account) => deployMember(motoUrl, account, template)));
};

/** What an operator does once after the first deployment: puts Slack's token and signing secret in. */
export const putSlackSecret = async (
  endpoint: string,
  name: string,
  secret: { readonly botToken: string; readonly signingSecret: string },
): Promise<void> => {
  const credentials = { accessKeyId: HUB.accountId, secretAccessKey: 'x' };
  const secrets = new SecretsManager({ region: HUB.region, endpoint, credentials });
  await secrets.putSecretValue({ SecretId: name, SecretString: JSON.stringify(secret) });
};

/** The emulator answers every API on its own port; on AWS the output is the address as it stands. */
export const localApiUrl = (endpoint: string, url: string): string => {
  const { hostname, pathname } = new URL(url);
  return `${endpoint}/_aws/execute-api/${hostname.split('.')[0]}/$default${pathname}`;
};
