import { verifyChain } from './chain';
import { catchUp, type Keeper } from './copy';
import { RecordError } from './errors';
import { metaOf } from './items';
import { exportedKey, metaKey } from './keys';
import type { AuditRow, Notice } from './model';

/** A closed chain as it leaves the table: what `cordon audit verify --file` reads. */
export interface ExportedChain {
  /** The incident's id. */
  readonly chain: string;
  /** The newest row's place and hash, for whoever keeps only these. */
  readonly head: { readonly seq: number; readonly hash: string };
  readonly rows: readonly AuditRow[];
  /** What was noticed about the log since its rows were kept. */
  readonly notices?: readonly Notice[];
}

/** Those of these incidents that are closed, in one read: their chains may have to leave the table. */
export const closedOf = async ({ port }: Keeper, incidentIds: readonly string[]): Promise<readonly string[]> => {
  const metas = incidentIds.length > 0 ? await port.getAll(incidentIds.map(metaKey)) : [];
  return metas.map(metaOf).flatMap(({ stage, incidentId }) => (stage === 'closed' ? [incidentId] : []));
};

const isClosed = async ({ port }: Keeper, incidentId: string): Promise<boolean> => {
  const item = await port.get(metaKey(incidentId));
  return item !== undefined && metaOf(item).stage === 'closed';
};

/**
 * The chain of a closed incident that grew since it was exported, as the copy has it; undefined when nothing is due. `first`: it
 * never was. Throws `broken-chain` for one that does not hold: it waits where an alarm sees it, and no copy of it is believed.
 */
export const chainToExport = async (
  keeper: Keeper,
  incidentId: string,
): Promise<(ExportedChain & { readonly first: boolean }) | undefined> => {
  if (!(await isClosed(keeper, incidentId))) return undefined;
  const { rows, notices, exported } = await catchUp(keeper, incidentId);
  const last = rows.at(-1);
  if (!last || last.seq <= exported) return undefined;
  const check = verifyChain(rows, incidentId);
  if (!check.ok)
    throw new RecordError('broken-chain', `The audit chain of ${incidentId} does not hold: ${check.problem}.`);
  return {
    chain: incidentId,
    head: { seq: last.seq, hash: last.hash },
    rows,
    ...(notices.length > 0 ? { notices } : {}),
    first: exported === 0,
  };
};

/** Notes that the chain is kept elsewhere up to its head. False: somebody noted as much before. */
export const noteExport = async ({ port, now }: Keeper, { chain, head }: ExportedChain): Promise<boolean> => {
  const item = { ...exportedKey(chain, head.seq), ...head, at: now().toISOString() };
  return (await port.write([{ kind: 'put', item, when: { absent: true } }])).ok;
};
