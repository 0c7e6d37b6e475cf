import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROJECT } from '../../local/python';

jest.setTimeout(60_000);

/** A small project in which each file breaks one rule. */
const FILES: Readonly<Record<string, string>> = {
  'playbooks/kit/word.ts': `import '../../incidents/rule';\nexport const word = 1;`,
  'playbooks/kit/parser.ts': `import { z } from 'commander';\nexport const parser = z;`,
  'playbooks/actions/act.ts': `import { one } from '../one';\nexport const act = one;`,
  'playbooks/one.ts': `import '../handlers/entry';\nexport const one = 1;`,
  'playbooks/two.ts': `import { EC2 } from '@aws-sdk/client-ec2';\nexport const two = EC2;`,
  'playbooks/types-are-fine.ts': `import type { EC2 } from '@aws-sdk/client-ec2';\nexport type Fine = EC2;`,
  'incidents/rule.ts': `import '../adapters/client';\nexport const rule = 1;`,
  'adapters/client.ts': `import '../handlers/entry';\nexport const client = 1;`,
  'handlers/entry.ts': `import '../slack-app/view';\nexport const entry = 1;`,
  'handlers/direct.ts': `import { SFN } from '@aws-sdk/client-sfn';\nexport const direct = SFN;`,
  'slack-app/view.ts': `import '../local/stage';\nexport const view = 1;`,
  'local/stage.ts': `import '../cdk/app';\nexport const stage = 1;`,
  'cdk/app.ts': `import './ring';\nexport const app = 1;`,
  'cdk/ring.ts': `import type { app } from './app';\nexport type Ring = typeof app;`,
  'cdk/derive/pure.ts': `import { App } from 'aws-cdk-lib';\nexport const pure = App;`,
  'cli/main.ts': `import 'no-such-package';\nexport const main = 1;`,
  'cli/dev.ts': `import fc from 'fast-check';\nexport const dev = fc;`,
  'bench/run.ts': `import '../test/helper';\nexport const run = 1;`,
  'test/helper.ts': 'export const helper = 1;',
  'bin/run.mjs': '',
};

let root = '';
let broken: readonly { readonly rule: { readonly name: string }; readonly from: string }[] = [];

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'rules-'));
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
    copyFileSync(join(PROJECT, file), join(root, file));
  symlinkSync(join(PROJECT, 'node_modules'), join(root, 'node_modules'));
  const rooms = [...new Set(Object.keys(FILES).map((file) => file.split('/')[0] ?? ''))];
  const depcruise = join(PROJECT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [
    depcruise,
    '--config',
    '.dependency-cruiser.cjs',
    '--preserve-symlinks',
    '--output-type',
    'json',
    ...rooms,
  ];
  const ran = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 });
  broken = JSON.parse(ran.stdout).summary.violations;
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it.each([
  ['kit-imports-no-room', 'playbooks/kit/word.ts'],
  ['kit-stands-alone', 'playbooks/kit/parser.ts'],
  ['units-know-the-kit-alone', 'playbooks/actions/act.ts'],
  ['playbooks-know-no-machinery', 'playbooks/one.ts'],
  ['pure-rooms-load-no-sdk', 'playbooks/two.ts'],
  ['the-record-knows-the-kit-alone', 'incidents/rule.ts'],
  ['adapters-serve-and-do-not-ask', 'adapters/client.ts'],
  ['handlers-stands-beside-the-others', 'handlers/entry.ts'],
  ['adapters-load-the-sdk', 'handlers/direct.ts'],
  ['product-ignores-the-local-stage', 'slack-app/view.ts'],
  ['the-stage-is-outside', 'local/stage.ts'],
  ['no-cycles', 'cdk/app.ts'],
  ['derive-is-pure', 'cdk/derive/pure.ts'],
  ['no-unknown-packages', 'cli/main.ts'],
  ['product-runs-without-dev-packages', 'cli/dev.ts'],
  ['nobody-imports-tests', 'bench/run.ts'],
])('%s catches %s', (rule, file) => {
  expect(broken.filter(({ from }) => from === file).map((one) => one.rule.name)).toContain(rule);
});

it('lets types of the SDK through where its code may not go', () => {
  expect(broken.filter(({ from }) => from === 'playbooks/types-are-fine.ts')).toEqual([]);
});
