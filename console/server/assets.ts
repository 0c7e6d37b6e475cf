import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

export interface Asset {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its name changes with what it holds, so it may be kept for ever. */
  readonly lasting: boolean;
}

/**
 * Every file of the built page by its path. They are read once: a request is only ever looked up here, so no path can
 * lead anywhere else, and a later build does not take chunks away from an open page.
 */
export const readAssets = (folder: string): ReadonlyMap<string, Asset> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && extname(entry.name) in TYPES)
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        const path = `/${relative(folder, file).split(sep).join('/')}`;
        const asset = {
          type: TYPES[extname(entry.name)] ?? 'application/octet-stream',
          bytes: new Uint8Array(readFileSync(file)),
          lasting: path.startsWith('/assets/'),
        };
        return [path === '/index.html' ? '/' : path, asset];
      }),
  );
