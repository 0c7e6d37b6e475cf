import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { PersonName } from '../../local/settings';
import type { Stage } from '../../local/stage';

/** A command that runs as a program of its own, as a person types it. */
export interface Running {
  /** What it has said so far, both streams. */
  readonly said: () => string;
  readonly ended: Promise<{ readonly code: number; readonly out: string; readonly said: string }>;
  readonly interrupt: () => void;
}

/** Types `cordon …` as somebody of the stage. */
export const cordon = (
  stage: Stage,
  who: PersonName,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Running => {
  const { url, credentialsFile } = stage.operators;
  const child = spawn(process.execPath, [join(__dirname, '../../bin/cordon.mjs'), ...args, '--profile', who], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      CORDON_OPERATOR_URL: url,
      AWS_REGION: stage.settings.hub.region,
      AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
      AWS_CONFIG_FILE: credentialsFile,
      ...env,
    },
  });
  let [out, said] = ['', ''];
  child.stdout.on('data', (part: Buffer) => {
    out += part.toString();
    said += part.toString();
  });
  child.stderr.on('data', (part: Buffer) => {
    said += part.toString();
  });
  const ended = new Promise<{ code: number; out: string; said: string }>((done) =>
    child.once('close', (code) => done({ code: code ?? -1, out, said })),
  );
  return { said: () => said, ended, interrupt: () => void child.kill('SIGINT') };
};
