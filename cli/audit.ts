import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { type ChainCheck, verifyChain } from '../incidents/chain';
import { compareWithCopy, type Kept } from '../incidents/copy-check';
import { CONTROL } from '../incidents/keys';
import type { AuditRow, Notice } from '../incidents/model';
import type { AuditView } from '../incidents/views';
import { CliError, EXIT } from './exit';
import { pathOf } from './follow';
import { type Hub, type HubOptions, openHub, withHub } from './hub';
import { readIncidents } from './list';
import { columns, paint, printJson, printLines } from './style';

interface VerifyOptions extends HubOptions {
  readonly file?: readonly string[];
  readonly month?: string;
}

interface Verified {
  readonly chain: string;
  readonly rows: number;
  readonly check: ChainCheck;
  /** Up to which row the copy agrees that the hub keeps apart from its incidents; the newest ones may still be on their way. */
  readonly kept: number;
  /** Hash of the newest row: compare it with a copy that was kept elsewhere. */
  readonly head: string;
}

const chainOnly = (chain: string, rows: readonly AuditRow[]): ChainCheck =>
  // An empty chain is no chain: someone took it away.
  rows.length === 0 ? { ok: false, seq: 1, problem: 'there is no row' } : verifyChain(rows, chain);

const verified = (chain: string, rows: readonly AuditRow[], kept: Kept): Verified => {
  const alone = chainOnly(chain, rows);
  const compared = compareWithCopy(rows, kept);
  return {
    chain,
    rows: rows.length,
    check: alone.ok && !compared.ok ? compared : alone,
    kept: compared.ok ? compared.upTo : compared.seq - 1,
    head: rows.at(-1)?.hash ?? '',
  };
};

interface ChainFile {
  readonly chain: string;
  readonly rows: readonly AuditRow[];
  readonly head?: { readonly seq: number; readonly hash: string };
  /** What had been noticed of the log when its copy left the hub. */
  readonly notices?: readonly Notice[];
}

/** Rows cut off at the end leave a chain that holds: the head that was kept beside them tells. */
const toItsHead = (found: Verified, head: ChainFile['head']): Verified =>
  !found.check.ok || !head || head.hash === found.head
    ? found
    : { ...found, check: { ok: false, seq: head.seq, problem: `it does not end with its head, row ${head.seq}` } };

const fromFile = (path: string): Verified => {
  try {
    const { chain, rows, head, notices = [] } = JSON.parse(readFileSync(path, 'utf8')) as ChainFile;
    if (typeof chain !== 'string' || !Array.isArray(rows)) throw new Error('it has no chain and rows');
    return toItsHead(verified(chain, rows, { rows, notices }), head);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be read';
    throw new CliError(EXIT.input, `${path} is not an exported chain ({"chain", "rows"}): ${why}`, '--file');
  }
};

const NO_COPY: Kept = { rows: [], notices: [] };

type Answered = Partial<AuditView> & Pick<AuditView, 'rows'>;

/** Until somebody does something that concerns the whole hub, its own chain has neither a row nor a copy. */
const notBegun = (chain: string, { rows, kept = NO_COPY }: Answered): boolean =>
  chain === CONTROL && rows.length + kept.rows.length + kept.notices.length === 0;

/** Every incident's chain, and the hub's own, which belongs to no incident and to no month. */
const everyChain = async ({ get }: Hub, { month }: VerifyOptions): Promise<readonly string[]> => [
  ...(await readIncidents(get, { month, limit: Number.POSITIVE_INFINITY })).map(({ incidentId }) => incidentId),
  CONTROL,
];

const fromHub = async (ids: readonly string[], options: VerifyOptions): Promise<readonly Verified[]> => {
  const hub = await openHub(options);
  const wanted = ids.length > 0 ? ids : await everyChain(hub, options);
  const found: Verified[] = [];
  for (const [index, id] of wanted.entries()) {
    if (process.stderr.isTTY) process.stderr.write(`\r${index + 1} of ${wanted.length} chains`);
    const answered = await hub.get<Answered>(id === CONTROL ? '/audit' : `${pathOf(id)}/audit`);
    if (!notBegun(id, answered)) found.push(verified(id, answered.rows, answered.kept ?? NO_COPY));
  }
  if (process.stderr.isTTY && wanted.length > 0) process.stderr.write('\r\u001b[K');
  return found;
};

const keptText = (rows: number, kept: number): string =>
  kept >= rows ? 'its copy agrees' : `its copy agrees up to row ${kept}`;

const line = ({ chain, rows, check, kept, head }: Verified): readonly string[] => [
  check.ok ? paint('green', '✓ holds') : paint('red', '✕ BROKEN'),
  chain,
  `${rows} rows`,
  check.ok ? `head ${head.slice(0, 16)}` : check.problem,
  check.ok ? keptText(rows, kept) : '',
];

const verify = async (ids: readonly string[], options: VerifyOptions): Promise<void> => {
  const all = options.file ? options.file.map(fromFile) : await fromHub(ids, options);
  if (options.json) printJson(all);
  else
    printLines(
      all.length === 0
        ? ['There is no chain yet: no incident, and nothing that concerned the whole hub.']
        : columns(all.map(line)),
    );
  if (all.some(({ check }) => !check.ok)) process.exitCode = EXIT.otherwise;
};

const HELP = `
Examples:
  cordon audit verify inc-a1b2c3d4e5-1
  cordon audit verify control
  cordon audit verify --month 2026-11 --json
  cordon audit verify --file exported-chain.json

Every hash is computed here, on this machine, from the rows: the hub is not trusted with the answer. Each row is compared with
the copy that was kept of it when it was written, by a function that can change no incident.

“control” is the chain of what concerns the whole hub: the kill switch, drills, what was put back from a parked queue, tests of
Slack, and who was refused there. Without an id it is looked at as well.`;

export const auditCommand = (): Command =>
  new Command('audit')
    .description('The audit trail.')
    .addCommand(
      withHub(
        new Command('verify').description(
          'Checks that no row of an audit chain was changed, taken out or put in, and that the copy kept of it agrees.',
        ),
      )
        .argument(
          '[incident...]',
          'their ids, or control for the hub’s own chain; that and all of the last twelve months when none is given',
        )
        .option('--month <yyyy-mm>', 'only incidents opened in this month')
        .option('--file <path...>', 'check exported chains instead: {"chain": "inc-…", "rows": […]}; no hub is asked')
        .addHelpText('after', HELP)
        .action(verify),
    );
