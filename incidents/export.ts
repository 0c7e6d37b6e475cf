import { verifyChain } from './chain';
import { RecordError } from './errors';
import { exportKey } from './keys';
import type { AuditRow, IncidentRecord } from './model';
import { readAudit } from './read';
import type { Store } from './store';

/** A closed chain as it leaves the table: what `cordon audit verify --file` reads. */
export interface ExportedChain {
  /** The incident's id. */
  readonly chain: string;
  /** The newest row's place and hash, for whoever keeps only these. */
  readonly head: { readonly seq: number; readonly hash: string };
  readonly rows: readonly AuditRow[];
}

const exportedSeq = async (store: Store, incidentId: string): Promise<number> =>
  Number((await store.port.get(exportKey(incidentId)))?.['seq'] ?? 0);

/**
 * The chain of a closed incident that grew since it was exported; undefined when nothing is due. `first`: it never was.
 * Throws `broken-chain` for a chain that does not hold: it waits where an alarm sees it, and no copy of it is believed.
 */
export const chainToExport = async (
  store: Store,
  { meta }: IncidentRecord,
): Promise<(ExportedChain & { readonly first: boolean }) | undefined> => {
  if (meta.stage !== 'closed') return undefined;
  const { incidentId } = meta;
  const done = await exportedSeq(store, incidentId);
  const rows = await readAudit(store, incidentId, 0);
  const last = rows.at(-1);
  if (!last || last.seq <= done) return undefined;
  const check = verifyChain(rows, incidentId);
  if (!check.ok)
    throw new RecordError('broken-chain', `The audit chain of ${incidentId} does not hold: ${check.problem}.`);
  return { chain: incidentId, head: { seq: last.seq, hash: last.hash }, rows, first: done === 0 };
};

/** Notes that the chain is kept elsewhere up to its head. False: somebody noted as much, or more, before. */
export const noteExport = async (store: Store, { chain, head }: ExportedChain): Promise<boolean> => {
  const at = store.now().toISOString();
  const item = { ...exportKey(chain), ...head, at };
  return (await store.port.write([{ kind: 'put', item, when: { missingOrBelow: { seq: head.seq } } }])).ok;
};
