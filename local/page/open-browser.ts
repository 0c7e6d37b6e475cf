import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const onPath = (program: string, env: NodeJS.ProcessEnv): boolean =>
  (env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** What opens an address in a person's browser here; undefined where there is no screen or no such program. */
export const openerOf = (
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
): { readonly file: string; readonly args: readonly string[] } | undefined => {
  if (platform === 'darwin') return { file: 'open', args: [] };
  if (platform === 'win32') return { file: 'rundll32', args: ['url.dll,FileProtocolHandler'] };
  const hasScreen = Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
  if (env['WSL_DISTRO_NAME'] && onPath('wslview', env)) return { file: 'wslview', args: [] };
  return hasScreen && onPath('xdg-open', env) ? { file: 'xdg-open', args: [] } : undefined;
};

/** Opens the address in the person's browser if that is possible; says whether it tried. */
export const openBrowser = (url: string): boolean => {
  const opener = openerOf(process.platform, process.env);
  if (!opener) return false;
  const child = spawn(opener.file, [...opener.args, url], { detached: true, stdio: 'ignore' });
  child.once('error', () => undefined);
  child.unref();
  return true;
};
