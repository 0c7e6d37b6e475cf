import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, build } from 'esbuild';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { type Settings, settingsSchema } from '../playbooks/kit/settings-schema';
import { leanLibraries } from './lean-libraries';
import { leanSdk } from './lean-sdk';

/** Where a function's code comes from, by its entry: `handlers/intake`. */
export type CodeOf = (entry: string) => Code;

const ROOT = join(__dirname, '..');

/** The search for credentials, which a Lambda never needs. */
const LEFT_OUT = {
  '@aws-sdk/credential-provider-node': require.resolve('./credentials-on-lambda.cjs'),
} as const;

/** `handlers/intake` is bundled as `handlers-intake/index.js`. */
const folderOf = (entry: string): string => entry.replace('/', '-');

/**
 * esbuild's settings for these entries, one bundle each: `module` builds of the AWS SDK, minified and without what is never
 * called, start in half the time of the default. Errors carry their names in a field of their own, which minifying leaves alone.
 */
export const bundleOptions = (
  entries: readonly string[],
  outdir: string,
  playbooks: readonly AnyPlaybook[],
): BuildOptions => ({
  absWorkingDir: ROOT,
  entryPoints: entries.map((entry) => ({ in: `${entry}.ts`, out: join(folderOf(entry), 'index') })),
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'silent',
  alias: { ...LEFT_OUT },
  plugins: [leanSdk(playbooks), leanLibraries],
});

const mustExist = (entry: string): void => {
  if (existsSync(join(ROOT, `${entry}.ts`))) return;
  throw new Error(
    `There is no ${entry}.ts, which the hub stack deploys: add it, or take its function out of the stack.`,
  );
};

/**
 * Bundles the entries, with the settings beside each. The same source and settings give the same bytes.
 * Throws when an entry is missing or does not build, and when the settings do not fit: functions believe what lies beside them.
 */
export const bundler = async (
  outdir: string,
  settings: Settings,
  entries: readonly string[],
  playbooks: readonly AnyPlaybook[],
): Promise<CodeOf> => {
  for (const entry of entries) mustExist(entry);
  const checked = settingsSchema.parse(settings);
  const bundles = join(outdir, 'bundles');
  rmSync(bundles, { recursive: true, force: true });
  // In one call, which parses what they share once: half the time of one call each.
  await build(bundleOptions(entries, bundles, playbooks));
  const made = new Map(entries.map((entry) => [entry, assetOf(join(bundles, folderOf(entry)), checked)] as const));
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
