import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

const page = (url: string): string =>
  `<!doctype html><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0; url=${url}"><title>Cordon</title>`;

/**
 * Opens an address that carries a code: by way of a file that only this person can read, because every user of a machine
 * sees the arguments of its programs. The file goes with this process. A machine without a browser is no error.
 */
export const openBrowser = (url: string): void => {
  const [file, ...args] = OPENERS[process.platform] ?? [];
  if (!file) return;
  const folder = mkdtempSync(join(tmpdir(), 'cordon-open-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'console.html');
  writeFileSync(path, page(url), { mode: 0o600 });
  const opener = spawn(file, [...args, pathToFileURL(path).href], { detached: true, stdio: 'ignore' });
  opener.once('error', () => undefined);
  opener.unref();
};
