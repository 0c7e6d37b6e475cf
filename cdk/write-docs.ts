// npm run docs: writes docs/playbooks/*.md and the README's table from the registry, docs/permissions.md from the stacks.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { playbooks } from '../playbooks/index';
import { docsOf, README, stackDocsOf } from './docs';

const root = join(__dirname, '..');
const folder = join(root, 'docs/playbooks');
const readme = join(root, README);

const pages = docsOf(playbooks, existsSync(readme) ? readFileSync(readme, 'utf8') : undefined);
const written = [...pages, ...stackDocsOf(playbooks)];
// Only now, when everything could be made, is anything removed.
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) rmSync(join(folder, file));
for (const [path, text] of written) writeFileSync(join(root, path), text);
process.stdout.write(`Wrote ${written.map(([path]) => path).join(', ')}\n`);
