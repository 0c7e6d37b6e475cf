import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { Made, Member, ThrowAway } from '../adapters/throw-away';
import type { Setup } from '../incidents/views';
import { DRILL_TAG } from '../playbooks/kit/drill';
import { confirmed } from './ask';
import { leftLines, type Removed, removeAll } from './drill-clean';
import { type Drilled, runDrill, type Watch } from './drill-run';
import { CliError, EXIT } from './exit';
import { type HubOptions, openHub, withHub } from './hub';
import { findStage } from './stage';
import { paint, plain, printJson, printLines } from './style';

interface DrillOptions extends HubOptions {
  readonly account?: string;
  readonly targetRegion?: string;
  readonly memberProfile?: string;
  readonly subnet?: string;
  readonly image?: string;
  readonly only?: string;
  readonly timeout?: string;
  readonly yes?: boolean;
}

type Kind = ThrowAway['kind'];
const KINDS: readonly Kind[] = ['instance', 'user'];

const kindsFrom = (only: string | undefined): readonly Kind[] => {
  if (only === undefined) return KINDS;
  const found = KINDS.filter((kind) => kind === only);
  if (found.length > 0) return found;
  throw new CliError(EXIT.input, `“${plain(only)}” must be instance or user`, '--only');
};

const minutesFrom = (text: string | undefined): number => {
  const minutes = Number(text ?? 60);
  if (Number.isFinite(minutes) && minutes > 0 && minutes <= 240) return minutes;
  throw new CliError(EXIT.input, 'must be minutes, at most 240, such as 60', '--timeout');
};

const accountFrom = (text: string | undefined): string => {
  if (text !== undefined && /^\d{12}$/.test(text)) return text;
  const found = text === undefined ? 'is missing' : `“${plain(text)}” is no account id`;
  throw new CliError(
    EXIT.input,
    `${found}: give the 12 digits of a member account, such as --account 222222222222`,
    '--account',
  );
};

/** Before anything is made: the hub has to allow it here. */
const mustBeAllowed = ({ fullDrills, accounts }: Setup, accountId: string): void => {
  const named = accounts.find(({ id }) => id === accountId);
  if (!fullDrills.includes(accountId))
    throw new CliError(
      EXIT.refused,
      `The hub allows no full drill in ${accountId}. List it under drills.full.accounts in the configuration and deploy the hub; listed now: ${fullDrills.join(', ') || 'none'}.`,
    );
  if (!named?.live)
    throw new CliError(
      EXIT.refused,
      `${accountId} is in dry run, so nothing would be contained. Set live: true beside its id, and deploy the hub.`,
    );
};

const adapters = () => {
  // Loaded only here: the SDK takes longer than everything else.
  const {
    localCredentials,
    openMember: open,
  }: typeof import('../adapters/throw-away') = require('../adapters/throw-away');
  const { credentialsFor }: typeof import('../adapters/operator') = require('../adapters/operator');
  const { makeInstance }: typeof import('../adapters/throw-away-instance') = require('../adapters/throw-away-instance');
  const { makeUser }: typeof import('../adapters/throw-away-user') = require('../adapters/throw-away-user');
  return { localCredentials, open, credentialsFor, makeInstance, makeUser };
};

/** The account with the person's own credentials for it; on a running stage the emulated one. */
const openMember = async (options: DrillOptions, accountId: string, region: string): Promise<Member> => {
  const { credentialsFor, localCredentials, open } = adapters();
  const elsewhere = options.url ?? process.env['CORDON_OPERATOR_URL'];
  const endpoint = elsewhere ? undefined : (await findStage())?.settings.memberEndpoints?.['default'];
  if (endpoint) return open({ region, endpoint, credentials: await localCredentials(endpoint, accountId, region) });
  const member = await opened(() => open({ region, credentials: credentialsFor(options.memberProfile) }));
  if (member.accountId === accountId) return member;
  throw new CliError(
    EXIT.input,
    `is signed in to ${member.accountId}, not to ${accountId}: name a profile of that account`,
    '--member-profile',
  );
};

const opened = async (open: () => Promise<Member>): Promise<Member> => {
  try {
    return await open();
  } catch (error) {
    const said = error instanceof Error ? error.message : 'no answer';
    throw new CliError(
      EXIT.unreachable,
      `The member account could not be entered: ${said}. Sign in to it, and name its --member-profile.`,
    );
  }
};

const PLANS: Readonly<Record<Kind, readonly string[]>> = {
  instance: [
    'the smallest EC2 instance (t4g.nano, about $0.01 for the hour), without a key, a public address or a role,',
    'in a security group of its own that lets nothing in or out',
  ],
  user: ['an IAM user without any right, with one access key whose secret half is forgotten at once'],
};

const planLines = (kinds: readonly Kind[], accountId: string, region: string): readonly string[] => [
  paint('bold', `In account ${accountId}, ${region}, this makes and then removes:`),
  ...kinds.flatMap((kind) => PLANS[kind].map((line, at) => `  ${at === 0 ? '·' : ' '} ${line}`)),
  `Each carries the tag ${DRILL_TAG}. Cordon really contains it after an approval, and puts it back after another. You have no vote.`,
];

/** IAM and EC2 need some seconds until everybody sees what is new. */
const SETTLE_MS = 10_000;

interface Outcome {
  readonly drills: readonly Drilled[];
  readonly problems: readonly string[];
  readonly removed: readonly Removed[];
}

const one = async (watch: Watch, member: Member, kind: Kind, options: DrillOptions, made: Made[]): Promise<Drilled> => {
  const { makeInstance, makeUser } = adapters();
  const drillId = `drill-${randomUUID()}`;
  const say = (line: string): void => watch.say(`[${kind}] ${line}`);
  const keep = (thing: Made): void => {
    made.push(thing);
    say(`made: ${thing.what}`);
  };
  const wanted = { subnetId: options.subnet, imageId: options.image };
  const subject =
    kind === 'user' ? await makeUser(member, drillId, keep) : await makeInstance(member, drillId, wanted, keep);
  await sleep(member.local ? 0 : SETTLE_MS, undefined, { signal: watch.signal });
  return runDrill({ ...watch, say }, drillId, subject);
};

const STOPPED = 'Stopped before the end. A request that comes all the same comes to nothing: what it is about is gone.';

const problemOf = (error: unknown, signal: AbortSignal): string => {
  if (signal.aborted) return signal.reason instanceof Error ? signal.reason.message : STOPPED;
  return error instanceof Error ? error.message : 'it failed';
};

/** Runs every drill side by side, and removes what was made whatever became of them. */
const runAll = async (
  watch: Watch,
  member: Member,
  kinds: readonly Kind[],
  options: DrillOptions,
): Promise<Outcome> => {
  const made = new Map(kinds.map((kind) => [kind, [] as Made[]]));
  const runs = await Promise.allSettled(kinds.map((kind) => one(watch, member, kind, options, made.get(kind) ?? [])));
  const removed: Removed[] = [];
  for (const [kind, things] of made)
    removed.push(...(await removeAll(things, (line) => watch.say(`[${kind}] ${line}`))));
  return {
    drills: runs.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : [])),
    problems: runs.flatMap((run, at) =>
      run.status === 'rejected' ? [`${kinds[at]}: ${problemOf(run.reason, watch.signal)}`] : [],
    ),
    removed,
  };
};

const tell = ({ drills, problems, removed }: Outcome, json: boolean): void => {
  const left = leftLines(removed);
  const ok = problems.length === 0 && left.length === 0;
  if (json) printJson({ ok, drills, problems, removed });
  else
    printLines([
      ...drills.map(
        (done) =>
          `${paint('green', '✓')} ${done.what}: contained (${done.incidentId}) and put back (${done.undoId}) in ${done.seconds} s`,
      ),
      ...problems.map((problem) => paint('red', `✕ ${plain(problem)}`)),
      ...left.map(plain),
      left.length === 0 ? 'Everything that was made is gone again.' : 'Not everything is gone: see above.',
    ]);
  if (!ok) process.exitCode = EXIT.otherwise;
};

/** The first Ctrl-C ends the drill and removes what was made; while that goes on, another is told so. */
const interruptible = (stop: AbortController): (() => void) => {
  const onSignal = (): void => {
    console.error(
      stop.signal.aborted ? 'Still removing what was made: please wait.' : 'Stopping: what was made is removed now.',
    );
    stop.abort(new Error(STOPPED));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.removeListener(signal, onSignal);
  };
};

const drill = async (options: DrillOptions): Promise<void> => {
  const accountId = accountFrom(options.account);
  const [kinds, minutes] = [kindsFrom(options.only), minutesFrom(options.timeout)];
  const hub = await openHub(options);
  const setup = await hub.get<Setup>('/setup');
  mustBeAllowed(setup, accountId);
  const region = options.targetRegion ?? setup.hub.region;
  const member = await openMember(options, accountId, region);
  for (const line of planLines(kinds, accountId, region)) console.error(line);
  await confirmed(`Make this in ${accountId} now?`, options.yes === true);
  const stop = new AbortController();
  const release = interruptible(stop);
  const late = new Error(
    `Nobody had brought it to its end within ${minutes} minutes: approve sooner, or give a longer --timeout.`,
  );
  const timer = setTimeout(() => stop.abort(late), minutes * 60_000);
  try {
    const watch: Watch = { hub, signal: stop.signal, say: (line) => console.error(plain(line)) };
    tell(await runAll(watch, member, kinds, options), options.json === true);
  } finally {
    clearTimeout(timer);
    release();
  }
};

const HELP = `
Examples:
  cordon drill --account 222222222222 --member-profile sandbox
  cordon drill --account 222222222222 --member-profile sandbox --only user --yes
  cordon drill --account 222222222222 --target-region eu-west-1 --subnet subnet-0123456789abcdef0

The hub has to list the account under drills.full.accounts, and the account has to be live. Two people are needed: whoever starts
it has no vote. Nothing is made before you said yes. On Ctrl-C, and when it fails, its open request is withdrawn and what was made is removed all
the same; what cannot be removed is named, with the commands that do it by hand, and the exit code is 5.`;

export const drillCommand = (): Command =>
  withHub(
    new Command('drill').description(
      'Makes a throw-away instance and user, has them contained and put back, and removes them.',
    ),
  )
    .option('--account <id>', 'member account, 12 digits')
    .option('--target-region <region>', 'Region of the instance; the hub’s own when not given')
    .option('--member-profile <name>', 'AWS profile of the member account')
    .option('--subnet <id>', 'where the instance stands; a default subnet when not given')
    .option('--image <id>', 'what the instance is launched from; the newest Amazon Linux when not given')
    .option('--only <kind>', 'instance or user')
    .option('--timeout <minutes>', 'how long people may take', '60')
    .option('--yes', 'do not ask before anything is made')
    .addHelpText('after', HELP)
    .action(drill);
