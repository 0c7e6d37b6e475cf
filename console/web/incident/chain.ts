import type { AuditRow } from '../../../incidents/model';
import { canonical, type Json } from '../../../playbooks/kit/json';

export type ChainVerdict =
  | { readonly ok: true; readonly rows: number }
  | { readonly ok: false; readonly seq: number; readonly problem: string };

const sha256 = async (text: string): Promise<string> => {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

const hashOf = ({ hash: _own, ...bare }: AuditRow): Promise<string> => sha256(bare.previous + canonical(plain(bare)));

/**
 * Checks an incident's audit chain with the browser's own cryptography, from its first row: the same rule as the hub's
 * (incidents/chain.ts), so that a reader need not believe the hub.
 */
export const checkChain = async (rows: readonly AuditRow[], chain: string): Promise<ChainVerdict> => {
  let previous = await sha256(`cordon audit ${chain}`);
  let seq = 1;
  for (const row of rows) {
    if (row.seq !== seq) return { ok: false, seq, problem: `row ${seq} is missing` };
    if (row.previous !== previous) return { ok: false, seq, problem: `row ${seq} does not follow the row before it` };
    if (row.hash !== (await hashOf(row))) return { ok: false, seq, problem: `row ${seq} was changed` };
    previous = row.hash;
    seq += 1;
  }
  return { ok: true, rows: rows.length };
};
