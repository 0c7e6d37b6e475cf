#!/usr/bin/env node
// Builds one of the web apps into .cordon/web, unless the very same sources were built before:
//   node bin/build-web.mjs console|slack|page     says what it did on stderr, prints the folder on stdout
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const HOME = join(ROOT, '.cordon/web');
const APPS = { console: 'console/web', slack: 'local/slack/web', page: 'local/page/web' };
/** What an app may be made of besides its own folder. */
const SHARED = ['playbooks/kit', 'incidents', 'local/slack/slack-date.ts', 'package-lock.json', 'bin/build-web.mjs'];
/** What one app takes from another's folder. */
const ALSO = { page: ['local/slack/web'] };
/** A page that is open still asks for the chunks of an older build. */
const KEPT = 3;

/** Ends a build with one line that says what is wrong. */
export class BuildError extends Error {}

const filesUnder = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path, { withFileTypes: true })
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap((entry) => filesUnder(join(path, entry.name)))
    : [path];

const hashOf = (paths) => {
  const hash = createHash('sha256');
  for (const file of paths
    .map((path) => join(ROOT, path))
    .filter(existsSync)
    .flatMap(filesUnder))
    hash
      .update(`${relative(ROOT, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
};

const DATA_FONT = /url\("?data:(?:application|font)\/[\w-]*woff2?;[^,]*base64,([A-Za-z0-9+/=]+)"?\)/g;

/** Cloudscape's style sheet carries its fonts inside itself: as files they load when used, and font-src stays 'self'. */
const fontsAsFiles = {
  name: 'fonts-as-files',
  generateBundle(_options, bundle) {
    for (const sheet of Object.values(bundle).filter(({ fileName }) => fileName.endsWith('.css'))) {
      sheet.source = String(sheet.source).replace(DATA_FONT, (_all, base64) => {
        const bytes = Buffer.from(base64, 'base64');
        const name = `font-${createHash('sha256').update(bytes).digest('hex').slice(0, 10)}.woff2`;
        this.emitFile({ type: 'asset', fileName: `assets/${name}`, source: bytes });
        return `url(./${name})`;
      });
    }
  },
};

const build = async (source, folder) => {
  // A test's NODE_ENV would bundle React's development build.
  process.env.NODE_ENV = 'production';
  const vite = await import('vite');
  await vite.build({
    configFile: false,
    root: join(ROOT, source),
    base: './',
    logLevel: 'silent',
    oxc: { jsx: { runtime: 'automatic' } },
    plugins: [fontsAsFiles],
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2023',
      // The page's policy forbids inline scripts and data: fonts, so every asset is a file.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  });
};

const firstLine = (error) => {
  const said = error instanceof Error ? error.message : String(error);
  const lines = said.split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '' && !/^Build failed/.test(line)) ?? 'the build failed';
};

/** Finished in a folder of its own and moved in one step: two builds at once do no harm. */
const buildInto = async (app, folder) => {
  const draft = join(HOME, `.draft-${app}-${process.pid}`);
  try {
    await build(APPS[app], draft);
    if (!existsSync(folder)) renameSync(draft, folder);
  } catch (error) {
    if (existsSync(join(folder, 'index.html'))) return;
    throw new BuildError(`The ${app} app in ${APPS[app]} does not build: ${firstLine(error)}`, { cause: error });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};

const prune = (app) => {
  const built = readdirSync(HOME)
    .filter((name) => name.startsWith(`${app}-`))
    .map((name) => ({ path: join(HOME, name), at: statSync(join(HOME, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of built.slice(KEPT)) rmSync(path, { recursive: true, force: true });
};

const gzipped = (files) => files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);

/**
 * Bytes of script and style after gzip: `first` is what index.html names, `all` is every chunk there is.
 */
export const sizesOf = (folder) => {
  const files = filesUnder(folder).filter((file) => /\.(js|css)$/.test(file));
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  return { first: gzipped(files.filter((file) => page.includes(relative(folder, file)))), all: gzipped(files) };
};

const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;

/**
 * The folder of the built app; `fresh` when it had to be built now. Throws BuildError with one line.
 */
export const buildWeb = async (app, say = () => {}) => {
  const source = APPS[app];
  if (!source) throw new BuildError(`There is no app ${app}; there are ${Object.keys(APPS).join(', ')}.`);
  if (!existsSync(join(ROOT, source, 'index.html'))) throw new BuildError(`${source}/index.html is missing.`);
  const from = performance.now();
  const folder = join(HOME, `${app}-${hashOf([source, ...(ALSO[app] ?? []), ...SHARED])}`);
  const fresh = !existsSync(join(folder, 'index.html'));
  mkdirSync(HOME, { recursive: true });
  if (fresh) await buildInto(app, folder);
  // The folder's age decides what is pruned.
  utimesSync(folder, new Date(), new Date());
  prune(app);
  const seconds = ((performance.now() - from) / 1000).toFixed(2);
  const { first, all } = sizesOf(folder);
  const size = `script and style, gzip: ${kilobytes(first)} at first, ${kilobytes(all)} in all`;
  say(`${app} app ${fresh ? 'built' : 'already there'}, ${seconds} s (${size})`);
  return { folder, fresh };
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { folder } = await buildWeb(process.argv[2] ?? '', (line) => console.error(line));
    console.log(folder);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
