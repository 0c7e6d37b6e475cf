// npm run release:summary: notes which resources the released stacks have, for the test that no later update destroys one.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../package.json';
import { playbooks } from '../playbooks/index';
import { asDeployed, ORGANISATION } from './as-deployed';
import { summaryOf } from './derive/release-summary';

const FILE = 'test/cdk/last-release.json';

const summary = summaryOf(version, asDeployed(playbooks, ORGANISATION));
writeFileSync(join(__dirname, '..', FILE), `${JSON.stringify(summary, null, 2)}\n`);
process.stdout.write(`Wrote ${FILE}: ${Object.keys(summary.resources).length} resources of ${version}\n`);
