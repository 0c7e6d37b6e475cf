import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
import type { Settings } from '../playbooks/kit/settings';

/** Where a function's code comes from, by its entry: `handlers/intake`. */
export type CodeOf = (entry: string) => Code;

const ROOT = join(__dirname, '..');
const STUB = require.resolve('./unused-on-lambda.cjs');

/** Parts of Bolt that a Lambda never reaches. Left out, the function starts in less than half the time. */
const LEAN_BOLT = { express: STUB, 'raw-body': STUB, '@slack/oauth': STUB, '@slack/socket-mode': STUB } as const;

/** `handlers/intake` is bundled as `handlers-intake/index.js`. */
const folderOf = (entry: string): string => entry.replace('/', '-');

/**
 * esbuild's settings for these entries, one bundle each: `module` builds of the AWS SDK, minified, start twice as fast as the
 * default; names are kept, because records and logs tell people the name of an error.
 */
export const bundleOptions = (entries: readonly string[], outdir: string): BuildOptions => ({
  absWorkingDir: ROOT,
  entryPoints: entries.map((entry) => ({ in: `${entry}.ts`, out: join(folderOf(entry), 'index') })),
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'silent',
  alias: { ...LEAN_BOLT },
});

const mustExist = (entry: string): void => {
  if (existsSync(join(ROOT, `${entry}.ts`))) return;
  throw new Error(
    `There is no ${entry}.ts, which the hub stack deploys: add it, or take its function out of the stack.`,
  );
};

/**
 * Bundles the entries, with the settings beside each. The same source and settings give the same bytes.
 * Throws when an entry is missing or does not build.
 */
export const bundler = (outdir: string, settings: Settings, entries: readonly string[]): CodeOf => {
  for (const entry of entries) mustExist(entry);
  const bundles = join(outdir, 'bundles');
  rmSync(bundles, { recursive: true, force: true });
  // In one call, which parses what they share once: half the time of one call each.
  buildSync(bundleOptions(entries, bundles));
  const made = new Map(entries.map((entry) => [entry, assetOf(join(bundles, folderOf(entry)), settings)] as const));
  return (entry) => {
    const code = made.get(entry);
    if (!code) throw new Error(`${entry} was not bundled: it is not among the entries of the hub's functions.`);
    return code;
  };
};

const assetOf = (folder: string, settings: Settings): Code => {
  writeFileSync(join(folder, 'settings.json'), `${JSON.stringify(settings)}\n`);
  return Code.fromAsset(folder);
};
