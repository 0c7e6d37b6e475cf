import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startGroup } from './processes';
import { PROJECT } from './python';
import { HUB } from './settings';

export interface CdkPlace {
  /** The hub's emulator. */
  readonly endpoint: string;
  /** Logs, the CLI's caches and the assembly go here. */
  readonly folder: string;
}

/** The CLI's whole view of the world: the emulator, and nothing of the person's own AWS configuration. */
const environment = ({ endpoint, folder }: CdkPlace): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name))),
  AWS_ACCESS_KEY_ID: HUB.accountId,
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_REGION: HUB.region,
  AWS_ENDPOINT_URL: endpoint,
  AWS_ENDPOINT_URL_S3: endpoint,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  CDK_HOME: join(folder, 'cdk-home'),
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  CDK_DISABLE_VERSION_CHECK: '1',
  // Its own look at the templates takes most of a synth, and only warns; the tests look at them with more than it knows.
  CDK_VALIDATION: 'false',
});

/** Runs the `cdk` CLI to its end. Throws with the end of what it said when it fails. */
export const runCdk = async (
  name: string,
  args: readonly string[],
  place: CdkPlace & { readonly cwd: string },
): Promise<void> => {
  const log = join(place.folder, `cdk-${name}.log`);
  const program = join(PROJECT, 'node_modules/aws-cdk/bin/cdk');
  const running = await startGroup({
    name: `cdk ${name}`,
    file: process.execPath,
    args: ['-r', join(PROJECT, 'local/end-with-parent.cjs'), program, ...args, '--no-notices', '--no-color', '--ci'],
    env: environment(place),
    cwd: place.cwd,
    log,
  });
  const end = await running.over;
  if (end !== 'exit code 0') throw new Error(`cdk ${name} failed (${end}):\n${readFileSync(log, 'utf8').slice(-3000)}`);
};
