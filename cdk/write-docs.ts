// npm run docs: writes docs/playbooks/*.md and the README's table from the registry.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { playbooks } from '../playbooks/index';
import { docsOf, README } from './docs';

const root = join(__dirname, '..');
const folder = join(root, 'docs/playbooks');
const readme = join(root, README);

mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) rmSync(join(folder, file));
const pages = docsOf(playbooks, existsSync(readme) ? readFileSync(readme, 'utf8') : undefined);
for (const [path, text] of pages) writeFileSync(join(root, path), text);
process.stdout.write(`Wrote ${[...pages.keys()].join(', ')}\n`);
