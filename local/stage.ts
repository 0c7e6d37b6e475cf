import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../playbooks/kit/settings';
import { type AwsStandIn, startAws } from './aws';
import { type FindingDetail, findingDetailSchema } from './aws/finding-store';
import {
  bootstrapHub,
  deployAsAccount,
  deployHub,
  deployMembers,
  type HubOutputs,
  localApiUrl,
  putSlackSecret,
  synthesise,
} from './deploy';
import { type Emulator, startMiniStack, startMoto } from './emulators';
import { forTarget, loadFixture, type Subject } from './findings';
import { makeRunFolder, recordProcesses, removeLeftovers } from './leftovers';
import { hireOperators, type Operators } from './operators';
import { claimPorts, type Ports } from './ports';
import { PROJECT } from './python';
import { type Seed, seedMembers } from './seed';
import { HUB, localSettings } from './settings';
import { type LocalSlack, startSlack } from './slack';
import { type SlackSecrets, slackOptions } from './slack-workspace';
import { startSweeper } from './sweeper';

export interface StageOptions {
  /** One line per step that is over, with its time. */
  readonly progress?: (line: string) => void;
  /** Has the last word on the settings, such as a shorter deadline. */
  readonly settings?: (settings: Settings) => Settings;
  /** Of the app in a real workspace, which the hub then posts to in place of the stand-in. */
  readonly botToken?: string;
  /** Synthesise even if the same sources and settings were synthesised before. */
  readonly fresh?: boolean;
  /** The hub's emulator holds every function to its role, as AWS does. */
  readonly enforced?: boolean;
}

/** SDK configuration for one emulator. */
export interface ClientConfig {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Stage {
  readonly settings: Settings;
  /** The settings as the functions have them. */
  readonly settingsFile: string;
  readonly folder: string;
  readonly seed: Seed;
  readonly hub: { readonly client: ClientConfig; readonly outputs: HubOutputs };
  /** Everyone's way into the operator API. */
  readonly operators: Operators;
  /** Moto: `memberClients(url, account, region)` reads an account back. */
  readonly membersUrl: string;
  readonly slack: LocalSlack;
  readonly slackSecret: SlackSecrets;
  readonly aws: AwsStandIn;
  /** GuardDuty reports this fixture about this subject: a new finding, or one more occurrence of the same id. */
  readonly send: (fixture: string, subject: Subject) => Promise<FindingDetail>;
  /** For the page that shows all this; 0 is any free port. */
  readonly pagePort: number;
  /** What went wrong on the stage itself: sweeps that failed. */
  readonly problems: () => readonly string[];
  /** Ends everything and removes the run's folder. Safe to call twice. */
  readonly stop: () => Promise<void>;
}

type Closer = () => Promise<void> | void;
type Timed = <T>(name: string, work: Promise<T>) => Promise<T>;

const timer =
  (progress: (line: string) => void): Timed =>
  async (name, work) => {
    const from = performance.now();
    const result = await work;
    progress(`${name.padEnd(44)} ${((performance.now() - from) / 1000).toFixed(1).padStart(5)} s`);
    return result;
  };

const closeAll = async (closers: Closer[]): Promise<void> => {
  for (let close = closers.pop(); close; close = closers.pop()) await close();
};

interface Outside {
  readonly moto: Emulator;
  readonly miniStack: Emulator;
  readonly slack: LocalSlack;
  readonly slackSecret: SlackSecrets;
  readonly aws: AwsStandIn;
}

/** Made up for each run: nothing that looks like a credential stands in a file of the project. */
const inventSecret = (): SlackSecrets => ({
  botToken: ['xoxb', crypto.randomUUID()].join('-'),
  signingSecret: crypto.randomUUID().replaceAll('-', ''),
  appToken: ['xapp', crypto.randomUUID()].join('-'),
});

/** Everything that is not Cordon: the accounts, Slack, and what no emulator has. */
const startOutside = async (
  folder: string,
  closers: Closer[],
  timed: Timed,
  { ports, enforced }: { readonly ports: Ports; readonly enforced: boolean },
): Promise<Outside> => {
  const kept = async <T extends { stop: () => Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const started = await starting;
    closers.push(() => started.stop());
    return started;
  };
  const slackSecret = inventSecret();
  const slack = await kept(startSlack({ ...slackOptions(slackSecret), port: ports.slack }));
  const starting = [
    timed('member accounts (Moto)', kept(startMoto(folder, ports.moto))),
    timed('hub account (MiniStack)', kept(startMiniStack(folder, enforced))),
  ] as const;
  // Both are waited for, so that a failure of one never leaves the other unnoticed.
  await Promise.allSettled(starting);
  const [moto, miniStack] = await Promise.all(starting);
  recordProcesses(folder, [moto.pid, miniStack.pid]);
  const aws = await kept(startAws({ motoUrl: moto.url, hubUrl: miniStack.url, hub: HUB, port: ports.aws }));
  return { moto, miniStack, slack, slackSecret, aws };
};

interface How {
  /** Where assemblies are kept from one run to the next. */
  readonly store?: string | undefined;
  readonly enforced: boolean;
}

const deployAll = async (outside: Outside, folder: string, settingsFile: string, timed: Timed, how: How) => {
  const place = { endpoint: outside.miniStack.url, folder };
  const motoUrl = outside.moto.url;
  const synthesised = timed('cdk synth', synthesise(place, settingsFile, how.store));
  // Each as soon as what it needs is there; the CLI's start alone takes a second.
  const hub = allOrFirstError([timed('cdk bootstrap', bootstrapHub(place)), synthesised] as const).then(() => {
    if (how.enforced) deployAsAccount(place);
    return timed('cdk deploy of the hub', deployHub(place));
  });
  const roles = synthesised.then(() => timed('member roles in each account', deployMembers(place, motoUrl)));
  const seeded = timed('seed of the member accounts', seedMembers(motoUrl, new Date()));
  const [seed, outputs] = await allOrFirstError([seeded, hub, roles] as const);
  return { seed, outputs };
};

/** As Promise.all, but everything is over before it throws: nothing goes on working while the stage is taken down. */
const allOrFirstError = async <T extends readonly Promise<unknown>[]>(
  all: T,
): Promise<{ [K in keyof T]: Awaited<T[K]> }> => {
  await Promise.allSettled(all);
  return (await Promise.all(all)) as { [K in keyof T]: Awaited<T[K]> };
};

/** As GuardDuty does it: the same kind of thing on the same resource is the same finding, so it has the same id. */
const occurrenceOf = (fixture: string, subject: Subject): FindingDetail => {
  const findingId = createHash('sha256')
    .update(`${fixture}/${subject.instanceId ?? subject.user?.id}`)
    .digest('hex')
    .slice(0, 32);
  return findingDetailSchema.parse(forTarget(loadFixture(fixture), { findingId, ...subject })['detail']);
};

const raise = async (options: StageOptions, folder: string, closers: Closer[]): Promise<Omit<Stage, 'stop'>> => {
  const timed = timer(options.progress ?? (() => undefined));
  const claim = await claimPorts();
  closers.push(claim.release);
  const { enforced = false } = options;
  const outside = await startOutside(folder, closers, timed, { ports: claim.ports, enforced });
  const { aws, slack, slackSecret } = outside;
  const plain = localSettings({ slackUrl: slack.url, motoUrl: outside.moto.url, awsUrl: aws.url });
  const settings = options.settings?.(plain) ?? plain;
  const settingsFile = join(folder, 'settings.json');
  writeFileSync(settingsFile, JSON.stringify(settings, null, 2));
  const how = { store: options.fresh ? undefined : SYNTH_STORE, enforced };
  const { seed, outputs } = await deployAll(outside, folder, settingsFile, timed, how);
  aws.addActivity(seed.production.activity);
  const endpoint = outside.miniStack.url;
  // The app-level token is for Socket Mode alone: the hub has no use for it.
  const { appToken: _socket, ...hubSecret } = slackSecret;
  const { botToken = hubSecret.botToken } = options;
  await putSlackSecret(endpoint, outputs['SlackSecretName'] ?? '', { ...hubSecret, botToken });
  slack.control.sendInteractionsTo(localApiUrl(endpoint, outputs['SlackUrl'] ?? ''));
  const client = { region: HUB.region, endpoint, credentials: { accessKeyId: HUB.accountId, secretAccessKey: 'x' } };
  const operatorUrl = localApiUrl(endpoint, outputs['OperatorUrl'] ?? '').replace(/\/$/, '');
  const operators = await hireOperators(client, folder, operatorUrl);
  const problems: string[] = [];
  closers.push(startSweeper(client, settings.sweepSeconds, (problem) => problems.push(problem)));
  return {
    ...{ settings, settingsFile, folder, seed, slack, slackSecret, aws, operators },
    hub: { client, outputs },
    membersUrl: outside.moto.url,
    send: (fixture, subject) => aws.report(occurrenceOf(fixture, subject)),
    problems: () => problems,
    pagePort: claim.ports.page,
  };
};

/** The folder of runs, of the private Python and of the state of `npm start`; never committed. */
export const CORDON_HOME = join(PROJECT, '.cordon');

const SYNTH_STORE = join(CORDON_HOME, 'synth');

/**
 * Brings up the whole of Cordon on this machine: emulators, stand-ins, the CDK app deployed unchanged, seeded accounts.
 * Several may stand at once. Throws when any step fails, with nothing left running.
 */
export const raiseStage = async (options: StageOptions = {}): Promise<Stage> => {
  removeLeftovers(CORDON_HOME);
  const folder = makeRunFolder(CORDON_HOME);
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', remove);
  const closers: Closer[] = [() => void process.removeListener('exit', remove), remove];
  try {
    const stage = await raise(options, folder, closers);
    return { ...stage, stop: () => closeAll(closers) };
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
};
