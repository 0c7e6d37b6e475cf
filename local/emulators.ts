import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startGroup, untilHealthy } from './processes';
import { PROJECT, pythonPath } from './python';
import { HUB } from './settings';

export interface Emulator {
  /** Such as http://127.0.0.1:40123, without a slash at the end. */
  readonly url: string;
  readonly pid: number;
  /** Ends it with everything it started, and removes its files. */
  readonly stop: () => Promise<void>;
}

type Environment = Readonly<Record<string, string>>;

interface Kind {
  readonly program: 'moto' | 'ministack';
  readonly name: string;
  readonly health: string;
  readonly env: Environment;
}

const MOTO: Kind = {
  program: 'moto',
  name: 'Moto',
  health: '/moto-api/data.json',
  env: {
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
    MOTO_EC2_LOAD_DEFAULT_AMIS: 'false',
  },
};

/**
 * How far functions leave the processors to those that hold up more (nice; others have 5). On AWS each has processors of its own.
 * For the poster people wait, but a request is made before it is shown; for the others nobody does.
 */
export const YIELDING: Readonly<Record<string, number>> = {
  'cordon-slack-post': 10,
  'cordon-intake-routine': 19,
  'cordon-keep-audit': 19,
  'cordon-follow-record': 19,
};

const MINISTACK: Kind = {
  program: 'ministack',
  name: 'MiniStack',
  health: '/_ministack/health',
  env: {
    IOT_MTLS_ENABLED: '0',
    LAMBDA_EXECUTOR: 'local',
    LAMBDA_ACCOUNT_CONCURRENCY: '100',
    CORDON_YIELDING: JSON.stringify(YIELDING),
    // Slack's clicks carry no AWS identity; the emulator then looks for the HTTP API in this account.
    MINISTACK_ACCOUNT_ID: HUB.accountId,
    MINISTACK_REGION: HUB.region,
  },
};

/** Every role's policies hold for every call. The account itself is root, with the secret that all clients of the stage sign with. */
const ENFORCED = { AUTH: 'true', AWS_SECRET_ACCESS_KEY: 'x' } as const;

// MiniStack's Lambda workers inherit its environment: a stray AWS_* of the person's shell would send them to AWS itself.
const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|MOTO|MINISTACK|DOCKER)_/.test(name)));

const launch = async (kind: Kind, folder: string, wanted?: number, more: Environment = {}): Promise<Emulator> => {
  const port = wanted || (await freePort());
  const running = await startGroup({
    name: kind.name,
    file: pythonPath(),
    args: ['-u', join(PROJECT, 'local/launch.py'), kind.program, String(port)],
    env: { ...cleanEnvironment(), ...kind.env, ...more, TMPDIR: folder, PYTHONDONTWRITEBYTECODE: '' },
    log: join(folder, `${kind.program}.log`),
  });
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(kind.name, running, url + kind.health, 60_000);
  return { url, pid: running.pid, stop: () => running.stop() };
};

const start = async (kind: Kind, folder?: string, port?: number, more?: Environment): Promise<Emulator> => {
  if (folder) {
    mkdirSync(folder, { recursive: true });
    return launch(kind, folder, port, more);
  }
  const own = mkdtempSync(join(tmpdir(), 'cordon-'));
  const remove = (): void => rmSync(own, { recursive: true, force: true, maxRetries: 5 });
  const emulator = await launch(kind, own, undefined, more).catch((error: unknown) => {
    remove();
    throw error;
  });
  return { ...emulator, stop: () => emulator.stop().finally(remove) };
};

/**
 * The member accounts: Moto server on loopback.
 * @param folder for its log and temporary files, kept after stop; without it they go with the emulator
 * @param port 0 or left out: a free one
 */
export const startMoto = (folder?: string, port?: number): Promise<Emulator> => start(MOTO, folder, port);

/** The hub account: MiniStack on a free loopback port. `enforced`: it checks IAM, which it otherwise does not. */
export const startMiniStack = (folder?: string, enforced = false): Promise<Emulator> =>
  start(MINISTACK, folder, undefined, enforced ? ENFORCED : {});

/**
 * The same, which keeps its state in `folder` when SIGTERM ends it and takes it up from there: a region that went away and came back.
 * @param port 0 or left out: a free one
 */
export const startLastingMiniStack = (folder: string, port?: number): Promise<Emulator> =>
  start(MINISTACK, folder, port, { PERSIST_STATE: '1', STATE_DIR: join(folder, 'state') });
