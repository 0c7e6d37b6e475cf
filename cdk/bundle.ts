import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
import type { Settings } from '../playbooks/kit/settings';

/** Where a function's code comes from, by its entry: `handlers/intake`. */
export type CodeOf = (entry: string) => Code;

const ROOT = join(__dirname, '..');
const STUB = join(__dirname, 'unused-on-lambda.cjs');

/** Parts of Bolt that a Lambda never reaches. Left out, the function starts in less than half the time. */
const LEAN_BOLT = { express: STUB, 'raw-body': STUB, '@slack/oauth': STUB, '@slack/socket-mode': STUB } as const;

/**
 * esbuild's settings for a function: `module` builds of the AWS SDK, minified, start twice as fast as the default;
 * names are kept, because records and logs tell people the name of an error.
 */
export const bundleOptions = (entry: string, outfile: string): BuildOptions => ({
  absWorkingDir: ROOT,
  entryPoints: [`${entry}.ts`],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'silent',
  ...(entry.startsWith('slack-app/') ? { alias: { ...LEAN_BOLT } } : {}),
});

const build = (entry: string, folder: string): void => {
  if (!existsSync(join(ROOT, `${entry}.ts`)))
    throw new Error(
      `There is no ${entry}.ts, which the hub stack deploys: add it, or take its function out of the stack.`,
    );
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  buildSync(bundleOptions(entry, join(folder, 'index.js')));
};

/** Bundles each entry once, with the settings beside it. The same source and settings give the same bytes. */
export const bundler = (outdir: string, settings: Settings): CodeOf => {
  const made = new Map<string, Code>();
  return (entry) => {
    const found = made.get(entry);
    if (found) return found;
    const folder = join(outdir, 'bundles', entry.replace('/', '-'));
    build(entry, folder);
    writeFileSync(join(folder, 'settings.json'), `${JSON.stringify(settings)}\n`);
    const code = Code.fromAsset(folder);
    made.set(entry, code);
    return code;
  };
};
