// Makes a fresh clone ready: checks Node and Python, installs the npm packages, makes the private Python of the
// emulators. Without dependencies, because it runs before there are any. What is done already is skipped.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const PYTHON_HOME = join(ROOT, '.cordon/python');
const PYTHON = join(PYTHON_HOME, 'bin/python');
const STAMP = join(PYTHON_HOME, 'made-from');
const LOCKS = ['local/python-requirements.txt', 'local/python-uv.txt'];
const NODE_NEEDED = [20, 19];
const PYTHON_NEEDED = [3, 10];

/** Ends the set-up with one sentence that names what is missing and how to get it. */
class SetupError extends Error {}

const atLeast = (version, needed) => version[0] > needed[0] || (version[0] === needed[0] && version[1] >= needed[1]);
const numbers = (version) => version.split('.').map(Number);

const checkNode = () => {
  const version = process.versions.node;
  if (atLeast(numbers(version), NODE_NEEDED)) return version;
  throw new SetupError(
    `Cordon needs Node ${NODE_NEEDED.join('.')} or newer; this is Node ${version}. See https://nodejs.org`,
  );
};

const onPath = (program) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));

const ASK_PYTHON =
  'import sys, importlib.util as u; print(".".join(map(str, sys.version_info[:3])), bool(u.find_spec("ensurepip")), bool(u.find_spec("venv")))';

const askPython = (program) => {
  const answer = spawnSync(program, ['-c', ASK_PYTHON], { encoding: 'utf8' });
  if (answer.status !== 0) return undefined;
  const [version, pip, venv] = answer.stdout.trim().split(' ');
  return { program, version, makesEnvironments: pip === 'True' && venv === 'True' };
};

const PYTHON_NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

const findPython = (withUv) => {
  const needed = PYTHON_NEEDED.join('.');
  const found = PYTHON_NAMES.filter(onPath).map(askPython).filter(Boolean);
  const fresh = found.filter((python) => atLeast(numbers(python.version), PYTHON_NEEDED));
  const usable = fresh.find((python) => withUv || python.makesEnvironments);
  if (usable) return usable;
  if (fresh[0]) throw new SetupError(noVenv(fresh[0]));
  const seen = found[0] ? `found only Python ${found[0].version}` : 'found none';
  throw new SetupError(
    `Cordon's emulators need Python ${needed} or newer on the PATH; ${seen}. See https://www.python.org`,
  );
};

const noVenv = ({ program, version }) => {
  const named = program === 'python3' ? 'python3-venv' : `${program}-venv`;
  return `Python ${version} cannot make virtual environments. On Debian and Ubuntu: sudo apt-get install ${named}`;
};

/** Runs a program quietly; what it said is shown only when it fails. */
const run = (what, program, args, cwd = ROOT) =>
  new Promise((done, failed) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
    child.once('error', (error) => failed(new SetupError(`${what} could not run: ${error.message}`)));
    child.once('close', (code, signal) => {
      if (code === 0) return done();
      console.error(said.trimEnd());
      failed(new SetupError(`${what} failed (${signal ?? `exit code ${code}`}); its words stand above.`));
    });
  });

const packagesOf = (file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages;

/** npm writes down what it installed: equal to the lock, less optional packages of other platforms, means done. */
const packagesInstalled = () => {
  if (!existsSync(join(ROOT, 'node_modules/.package-lock.json'))) return false;
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(([path, wanted]) => {
    const present = installed[path];
    if (path === '') return true;
    return present
      ? present.version === wanted.version && present.integrity === wanted.integrity
      : wanted.optional === true;
  });
};

const installPackages = async () => {
  if (packagesInstalled()) return 'already there';
  const npm = process.env.npm_execpath;
  if (!npm && !onPath('npm')) throw new SetupError('npm is missing; it comes with Node from https://nodejs.org');
  const args = ['ci', '--no-audit', '--no-fund'];
  await (npm ? run('npm ci', process.execPath, [npm, ...args]) : run('npm ci', 'npm', args));
  return 'installed';
};

const pythonStamp = () => {
  const hash = createHash('sha256');
  for (const lock of LOCKS) hash.update(readFileSync(join(ROOT, lock)));
  return hash.digest('hex');
};

const pythonReady = (stamp) => existsSync(PYTHON) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp;

/** Plain pip needs 80 s for both emulators, uv 5 s: so pip fetches uv alone, when there is none on the PATH. */
const makePython = async () => {
  const stamp = pythonStamp();
  if (pythonReady(stamp)) return 'already there';
  const uvOnPath = onPath('uv');
  const python = findPython(uvOnPath);
  rmSync(PYTHON_HOME, { recursive: true, force: true });
  mkdirSync(dirname(PYTHON_HOME), { recursive: true });
  const hashed = ['install', '--quiet', '--require-hashes', '-r'];
  if (uvOnPath) {
    await run('uv venv', uvOnPath, ['venv', '--quiet', '--python', python.program, PYTHON_HOME]);
  } else {
    await run(`${python.program} -m venv`, python.program, ['-m', 'venv', PYTHON_HOME]);
    await run('pip install uv', PYTHON, ['-m', 'pip', ...hashed, join(ROOT, LOCKS[1])]);
  }
  const uv = uvOnPath ?? join(PYTHON_HOME, 'bin/uv');
  await run('uv pip install', uv, ['pip', ...hashed, join(ROOT, LOCKS[0]), '--python', PYTHON]);
  writeFileSync(STAMP, stamp);
  return `made with Python ${python.version}`;
};

const step = async (name, work) => {
  const from = performance.now();
  const said = await work();
  const seconds = ((performance.now() - from) / 1000).toFixed(2);
  console.error(`  ${name.padEnd(14)} ${said.padEnd(28)} ${seconds.padStart(6)} s`);
};

try {
  await step('Node', checkNode);
  await step('npm packages', installPackages);
  await step('Python', makePython);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\nSet-up stopped: ${error.message}`);
  process.exitCode = 1;
}
