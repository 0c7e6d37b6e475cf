import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildSync } from 'esbuild';
import { keepSynth, SYNTH_INPUTS, synthKey, takeSynth } from '../../local/synth-store';

const PROJECT = join(__dirname, '../..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'synth-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A project with one file in each place that the key looks at. */
const project = (): string => {
  const root = join(folder, 'project');
  for (const input of SYNTH_INPUTS) {
    const file = join(root, /\.\w+$/.test(input) ? input : `${input}/index.ts`);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `// ${input}\n`);
  }
  writeFileSync(join(root, 'settings.json'), '{"slack":"http://127.0.0.1:21841"}');
  return root;
};

const assembly = (): string => {
  const path = join(folder, 'cdk.out');
  mkdirSync(join(path, 'asset.1'), { recursive: true });
  mkdirSync(join(path, 'bundles'), { recursive: true });
  writeFileSync(join(path, 'CordonHub.template.json'), '{"Resources":{}}');
  writeFileSync(join(path, 'asset.1/index.js'), 'exports.handler = 1;');
  writeFileSync(join(path, 'bundles/index.js'), 'as it came');
  return path;
};
const store = (): string => join(folder, 'store');
const out = (): string => join(folder, 'out');

describe('the key of a synthesised app', () => {
  it('is the same for the same files, wherever they are', () => {
    const root = project();
    const elsewhere = join(folder, 'elsewhere');
    cpSync(root, elsewhere, { recursive: true });
    expect(synthKey(join(elsewhere, 'settings.json'), elsewhere)).toBe(synthKey(join(root, 'settings.json'), root));
  });

  it.each(['settings.json', ...SYNTH_INPUTS])('changes with %s', (input) => {
    const root = project();
    const before = synthKey(join(root, 'settings.json'), root);
    const file = join(root, /\.\w+$/.test(input) ? input : `${input}/index.ts`);
    writeFileSync(file, `${readFileSync(file, 'utf8')} `);
    expect(synthKey(join(root, 'settings.json'), root)).not.toBe(before);
  });

  it('changes when a file moves, or is empty and new', () => {
    const root = project();
    const before = synthKey(join(root, 'settings.json'), root);
    writeFileSync(join(root, 'handlers/new.ts'), '');
    expect(synthKey(join(root, 'settings.json'), root)).not.toBe(before);
  });

  it('covers everything that the app and its bundles import', () => {
    const entries = ['handlers', 'slack-app'].flatMap((room) =>
      readdirSync(join(PROJECT, room))
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(PROJECT, room, name)),
    );
    const { metafile } = buildSync({
      absWorkingDir: PROJECT,
      entryPoints: [join(PROJECT, 'cdk/app.ts'), ...entries],
      outdir: out(),
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      packages: 'external',
      logLevel: 'silent',
    });
    const used = Object.keys(metafile.inputs).map((path) => relative(PROJECT, join(PROJECT, path)));
    const covered = (path: string) => SYNTH_INPUTS.some((input) => path === input || path.startsWith(`${input}/`));
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter((path) => !covered(path))).toEqual([]);
  });
});

describe('an assembly that is kept', () => {
  it('is given back byte for byte, without the folder that nobody deploys from', () => {
    keepSynth(store(), 'key', assembly());
    expect(takeSynth(store(), 'key', out())).toBe(true);
    expect(readdirSync(out()).sort()).toEqual(['CordonHub.template.json', 'asset.1']);
    expect(readFileSync(join(out(), 'asset.1/index.js'), 'utf8')).toBe('exports.handler = 1;');
  });

  it('is not there under another key', () => {
    keepSynth(store(), 'key', assembly());
    expect(takeSynth(store(), 'other', out())).toBe(false);
    expect(existsSync(out())).toBe(false);
  });

  it.each([
    ['a byte of it changed', () => writeFileSync(join(store(), 'key/asset.1/index.js'), 'exports.handler = 2;')],
    ['a file of it is gone', () => rmSync(join(store(), 'key/CordonHub.template.json'))],
    ['a file came to it', () => writeFileSync(join(store(), 'key/asset.1/more.js'), '')],
    ['nobody knows what it was', () => rmSync(join(store(), 'key/sealed-as.json'))],
  ])('is thrown away when %s', (_, spoil) => {
    keepSynth(store(), 'key', assembly());
    spoil();
    expect(takeSynth(store(), 'key', out())).toBe(false);
    expect([existsSync(out()), existsSync(join(store(), 'key'))]).toEqual([false, false]);
  });

  it('makes way for newer ones', () => {
    for (let n = 1; n <= 8; n += 1) keepSynth(store(), `key-${n}`, assembly());
    expect(readdirSync(store())).toHaveLength(6);
    expect(existsSync(join(store(), 'key-8'))).toBe(true);
  });

  it('costs nothing but itself when it cannot be written', () => {
    writeFileSync(store(), 'a file in the way');
    expect(() => keepSynth(store(), 'key', assembly())).not.toThrow();
  });
});
