// npm run release:summary: notes which resources the released hub has, for the test that no later update destroys one.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { version } from '../package.json';
import { playbooks } from '../playbooks/index';
import { buildCordon } from './build';
import { readDeployment } from './config';
import { summaryOf } from './derive/release-summary';

const FILE = 'test/cdk/last-release.json';

const { hub } = buildCordon(new App(), {
  ...readDeployment('cordon.organization.example.ts', playbooks),
  playbooks,
  codeOf: () => Code.fromInline('exports.handler = async () => ({})'),
});
const summary = summaryOf(version, Template.fromStack(hub).toJSON());
writeFileSync(join(__dirname, '..', FILE), `${JSON.stringify(summary, null, 2)}\n`);
process.stdout.write(`Wrote ${FILE}: ${Object.keys(summary.resources).length} resources of ${version}\n`);
