// npm run docs: writes docs/cli.md from the commands.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cliPage } from './reference';

writeFileSync(join(__dirname, '../docs/cli.md'), cliPage());
process.stdout.write('Wrote docs/cli.md\n');
