import { existsSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { playbooks } from '../playbooks/index';
import { buildCordon } from './build';
import { bundler } from './bundle';
import { ConfigError, readConfig } from './config';
import { hubEntries } from './hub-functions';

const DEFAULTS = ['cordon.config.ts', 'cordon.config.json'];

const EXAMPLE = 'cordon.config.example.ts';

const configPath = (given: unknown): string => {
  if (typeof given === 'string') return given;
  const found = DEFAULTS.find((file) => existsSync(file));
  if (!found) process.stderr.write(`There is no cordon.config.ts: this is the sandbox of ${EXAMPLE}.\n`);
  return found ?? EXAMPLE;
};

/** `cdk synth -c config=FILE`: the whole application from one configuration file. */
const main = (): void => {
  const app = new App();
  const settings = readConfig(configPath(app.node.tryGetContext('config')), playbooks);
  buildCordon(app, { settings, playbooks, codeOf: bundler(app.outdir, settings, hubEntries(playbooks)) });
  app.synth();
};

try {
  main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
