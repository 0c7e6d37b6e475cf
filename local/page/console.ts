import { join } from 'node:path';
import * as z from 'zod';
import { type Running, startGroup } from '../processes';
import { PROJECT } from '../python';
import type { Stage } from '../stage';

export interface ConsoleServer {
  readonly origin: string;
  readonly pid: number;
  /** An address for a frame: what is behind its `#` lets one page in, once, within a minute. */
  readonly address: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

const readySchema = z.object({ url: z.url(), token: z.string().min(1) });
const codeSchema = z.object({ code: z.string().min(1) });
const PATIENCE_MS = 20_000;

const isReady = (line: string): z.infer<typeof readySchema> | undefined => {
  try {
    return readySchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
};

const readyOrOver = (running: Running, ready: Promise<z.infer<typeof readySchema>>) =>
  new Promise<z.infer<typeof readySchema>>((done, failed) => {
    const late = setTimeout(() => failed(new Error('The console did not start in time')), PATIENCE_MS);
    const settle = (): void => clearTimeout(late);
    ready.then(done, failed).finally(settle);
    running.over.then((end) => failed(new Error(`The console ended (${end}):\n${running.logTail()}`))).finally(settle);
  });

const newCode = async (url: string, token: string): Promise<string> => {
  const answer = await fetch(`${url}/codes`, { method: 'POST', headers: { 'x-cordon-token': token } });
  if (!answer.ok) throw new Error(`The console gave no start code: it answered ${answer.status}`);
  return codeSchema.parse(await answer.json()).code;
};

/** What a person starts as `cordon console`, as a process of its own that ends with us. Throws with its last words. */
export const startConsole = async (
  { operators, settings, folder }: Pick<Stage, 'operators' | 'settings' | 'folder'>,
  { web, embedIn }: { readonly web: string; readonly embedIn: string },
): Promise<ConsoleServer> => {
  let heard: (ready: z.infer<typeof readySchema>) => void = () => undefined;
  const ready = new Promise<z.infer<typeof readySchema>>((done) => {
    heard = done;
  });
  const running = await startGroup({
    name: 'the console',
    file: process.execPath,
    args: [
      ...[
        '-r',
        join(PROJECT, 'local/end-with-parent.cjs'),
        join(PROJECT, 'bin/run.mjs'),
        join(PROJECT, 'console/serve.ts'),
      ],
      ...[
        '--url',
        operators.url,
        '--region',
        settings.hub.region,
        '--embed-in',
        embedIn,
        '--aws-console',
        'no',
        '--json',
        '--web',
        web,
      ],
      ...operators.profiles.flatMap((profile) => ['--profile', profile]),
    ],
    env: { ...withoutAws(), AWS_SHARED_CREDENTIALS_FILE: operators.credentialsFile, AWS_CONFIG_FILE: '/dev/null' },
    cwd: PROJECT,
    log: join(folder, 'console.log'),
    // The token is for us alone: it never stands in a file.
    hear: (line) => {
      const said = isReady(line);
      if (said) heard(said);
    },
  });
  const { url, token } = await readyOrOver(running, ready).catch(async (error: unknown) => {
    await running.stop();
    throw error;
  });
  return {
    origin: new URL(url).origin,
    pid: running.pid,
    address: async () => `${url}/#start=${await newCode(url, token)}`,
    stop: () => running.stop(),
  };
};

/** A person's own AWS settings are nobody's business here. */
const withoutAws = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
