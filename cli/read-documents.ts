import { readFileSync } from 'node:fs';
import type { Refusal } from '../playbooks/kit/finding';

/** What stands between a file and a finding; the parser's own refusals come after. */
export interface FileRefusal {
  readonly code: 'unreadable' | 'not-json' | Refusal['code'];
  readonly path: string;
  readonly message: string;
}

export type Read =
  | {
      readonly ok: true /** The file, and which finding in it when it holds several. */;
      readonly name: string;
      readonly document: unknown;
    }
  | { readonly ok: false; readonly name: string; readonly refusal: FileRefusal };

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a directory; give the files in it',
  EACCES: 'may not be read by you',
};

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

const refused = (name: string, code: FileRefusal['code'], message: string): Read => ({
  ok: false,
  name,
  refusal: { code, path: '$', message },
});

/** A GetFindings answer may hold many findings, and people keep lists of events: each is a document of its own. */
const several = (value: unknown): readonly unknown[] | undefined => {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const inner = 'Findings' in value ? value.Findings : 'findings' in value ? value.findings : undefined;
  return Array.isArray(inner) && inner.length > 1 ? inner : undefined;
};

/** `-` reads standard input. Never throws: a file that cannot be read or is not JSON is a refusal. */
export const readDocuments = (file: string): readonly Read[] => {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    return [refused(file, 'unreadable', REASONS[code] ?? `cannot be read${code ? ` (${code})` : ''}`)];
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return [refused(file, 'not-json', text.trim() === '' ? 'is empty' : 'is not valid JSON')];
  }
  const documents = several(value);
  if (!documents) return [{ ok: true, name: file, document: value }];
  if (documents.length === 0) return [refused(file, 'not-a-finding', 'is an empty list; it holds no finding')];
  return documents.map((document, index) => ({ ok: true, name: `${file}#${index + 1}`, document }));
};
