import { existsSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { playbooks } from '../playbooks/index';
import { listIsStale, type Settings } from '../playbooks/kit/settings';
import { buildCordon } from './build';
import { bundler } from './bundle';
import { ConfigError, readDeployment } from './config';
import { hubEntries } from './hub-functions';

const DEFAULTS = ['cordon.config.ts', 'cordon.config.json'];

const EXAMPLE = 'cordon.config.example.ts';

const configPath = (given: unknown): string => {
  if (typeof given === 'string') return given;
  const found = DEFAULTS.find((file) => existsSync(file));
  if (!found) process.stderr.write(`There is no cordon.config.ts: this is the sandbox of ${EXAMPLE}.\n`);
  return found ?? EXAMPLE;
};

/** Accounts that lie in a unit may have moved since they were listed: said now, because functions will not believe it either. */
const warnOfOldList = ({ accountsList }: Settings, stale: boolean): void => {
  if (accountsList && stale)
    process.stderr.write(
      `The list of accounts is of ${accountsList.listedAt}, more than ${accountsList.freshForDays} days old: accounts of units count as production until it is written again with npx cordon accounts.\n`,
    );
};

/** `cdk synth -c config=FILE`: the whole application from one configuration file. */
const main = async (): Promise<void> => {
  const app = new App();
  const { settings, rollout } = readDeployment(configPath(app.node.tryGetContext('config')), playbooks);
  warnOfOldList(settings, listIsStale(settings, new Date()));
  const codeOf = await bundler(app.outdir, settings, hubEntries(playbooks), playbooks);
  buildCordon(app, { settings, rollout, playbooks, codeOf });
  app.synth();
};

main().catch((error: unknown) => {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
