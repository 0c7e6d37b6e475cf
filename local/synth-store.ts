import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { PROJECT } from './python';

// What `cdk synth` gives is a function of the files below and of the settings: the same go in, the same bytes come out.
// So an assembly may be used again while every one of them is the same. Whatever is unclear is synthesised anew.

/** Rooms and files that the app, its bundles and the way it is run are made of. A test holds this list to their imports. */
export const SYNTH_INPUTS = [
  'adapters',
  'cdk',
  'handlers',
  'incidents',
  'playbooks',
  'slack-app',
  'bin/run.mjs',
  'cdk.json',
  'cordon.accounts.example.json',
  'cordon.config.example.ts',
  'cordon.organization.example.ts',
  'local/cdk.ts',
  'local/deploy.ts',
  'package-lock.json',
  'package.json',
  'tsconfig.json',
  // What npm really installed, which may not be what the lock says.
  'node_modules/.package-lock.json',
] as const;

const SEAL = 'sealed-as.json';
const KEPT = 6;
/** The bundles are in the assembly as assets; esbuild's own folder is not looked at again. */
const LEFT_OUT = 'bundles';

const filesUnder = (path: string): readonly string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => filesUnder(join(path, name)))
    : [path];

const digestOf = (root: string, files: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of files) {
    const bytes = readFileSync(file);
    hash.update(`${relative(root, file)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
};

/** Names everything that the assembly depends on, as it is on the disk now. */
export const synthKey = (settingsFile: string, root = PROJECT): string => {
  const inputs = SYNTH_INPUTS.map((path) => join(root, path)).filter((path) => existsSync(path));
  return createHash('sha256')
    .update(`${process.version} ${process.platform} ${process.arch}\n`)
    .update(digestOf(root, inputs.flatMap(filesUnder)))
    .update(readFileSync(settingsFile))
    .digest('hex')
    .slice(0, 24);
};

const sealOf = (folder: string): string =>
  digestOf(
    folder,
    filesUnder(folder).filter((file) => basename(file) !== SEAL),
  );

const isSound = (folder: string): boolean => {
  try {
    return JSON.parse(readFileSync(join(folder, SEAL), 'utf8')) === sealOf(folder);
  } catch {
    return false;
  }
};

/** Puts the assembly of this key into `out`. False when there is none, or one that was changed since: that one is removed. */
export const takeSynth = (store: string, key: string, out: string): boolean => {
  const kept = join(store, key);
  if (!existsSync(kept)) return false;
  try {
    cpSync(kept, out, { recursive: true });
    if (!isSound(out)) throw new Error('changed since');
    rmSync(join(out, SEAL));
    utimesSync(kept, new Date(), new Date());
    return true;
  } catch {
    for (const folder of [kept, out]) rmSync(folder, { recursive: true, force: true });
    return false;
  }
};

const prune = (store: string): void => {
  const byAge = readdirSync(store)
    .map((name) => ({ path: join(store, name), at: statSync(join(store, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of byAge.slice(KEPT)) rmSync(path, { recursive: true, force: true });
};

/**
 * Keeps a copy of an assembly, complete or not at all, and forgets the ones that were not used for longest. A full disk,
 * or another stage that does the same at this moment, costs the copy and nothing else.
 */
export const keepSynth = (store: string, key: string, assembly: string): void => {
  try {
    keep(store, key, assembly);
  } catch {
    // The next start synthesises again.
  }
};

const keep = (store: string, key: string, assembly: string): void => {
  const draft = join(store, `draft-${process.pid}`);
  mkdirSync(store, { recursive: true });
  try {
    cpSync(assembly, draft, { recursive: true, filter: (path) => path !== join(assembly, LEFT_OUT) });
    writeFileSync(join(draft, SEAL), JSON.stringify(sealOf(draft)));
    if (!existsSync(join(store, key))) renameSync(draft, join(store, key));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  prune(store);
};
