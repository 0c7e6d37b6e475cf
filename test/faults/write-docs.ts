// npm run docs: writes docs/faults.md from the rows and from where their tests stand.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../local/python';
import { faultsPage, PAGE } from './page';

writeFileSync(join(PROJECT, PAGE), faultsPage());
process.stdout.write(`Wrote ${PAGE}\n`);
