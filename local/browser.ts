import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

// Chromium, Chrome and Edge are the same to us. None is downloaded: one that a person or their system installed is found.

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];

const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (app) => `Applications/${app}.app/Contents/MacOS/${app}`,
);
const WINDOWS = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  readonly exists: (path: string) => boolean;
}

const here = (): Machine => ({ platform: process.platform, env: process.env, home: homedir(), exists: existsSync });

const usualPlaces = ({ platform, env, home }: Machine): readonly string[] => {
  if (platform === 'darwin') return ['/', home].flatMap((root) => MAC.map((app) => join(root, app)));
  if (platform !== 'win32') return ['/snap/bin/chromium', '/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge'];
  const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
  return roots.flatMap((root) => (root ? WINDOWS.map((program) => join(root, program)) : []));
};

/** An installed browser: what CHROME_PATH names, else the first on the PATH, else in its usual place. */
export const findBrowser = (machine: Machine = here()): string | undefined => {
  const { env, exists } = machine;
  const named = env['CHROME_PATH'];
  if (named) return exists(named) ? named : undefined;
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...usualPlaces(machine)].find(exists);
};

/** One line for whoever has none: what is missing and how to get it. */
export const noBrowser = (env: NodeJS.ProcessEnv = process.env): string => {
  const named = env['CHROME_PATH'];
  if (named) return `CHROME_PATH names ${named}, which is not there.`;
  return 'There is no Chromium, Chrome or Edge here. On Debian and Ubuntu: sudo apt-get install chromium fonts-noto-color-emoji; elsewhere install one, or name it with CHROME_PATH.';
};

/** A browser without a window. Throws with the cure when none is installed. */
export const launchBrowser = async (): Promise<Browser> => {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error(noBrowser());
  // Its sandbox refuses to be started by root, which is who runs in a container.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    executablePath,
    args: [...asRoot, '--disable-dev-shm-usage', '--force-color-profile=srgb'],
  });
};

/** `node bin/run.mjs local/browser.ts` says which browser would be used, or how to get one. */
const say = (): void => {
  const path = findBrowser();
  process.exitCode = path ? 0 : 1;
  console.log(path ?? noBrowser());
};
if (require.main === module || process.argv[1]?.endsWith('local/browser.ts')) say();
