import { Command } from 'commander';
import type { IncidentSummary } from '../incidents/views';
import { CliError, EXIT } from './exit';
import { type HubOptions, openHub, withHub } from './hub';
import { stateOf, turnOf } from './state-words';
import { columns, paint, plain, printJson, printLines, relative } from './style';

interface Listed {
  readonly incidents: readonly IncidentSummary[];
  readonly next?: string;
}

interface ListOptions extends HubOptions {
  readonly open?: boolean;
  readonly month?: string;
  readonly limit: string;
}

const MAX = 1000;

const limitFrom = (text: string): number => {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX) return limit;
  throw new CliError(EXIT.input, `must be a whole number from 1 to ${MAX}, not “${text}”`, '--limit');
};

const monthFrom = (text: string | undefined): string | undefined => {
  if (text === undefined || /^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new CliError(EXIT.input, `must be a month such as 2026-11, not “${text}”`, '--month');
};

/** Newest first, page by page until there are `limit` or no more. */
export const readIncidents = async (
  get: <T>(path: string) => Promise<T>,
  asked: { readonly open?: boolean; readonly month?: string | undefined; readonly limit: number },
): Promise<readonly IncidentSummary[]> => {
  const found: IncidentSummary[] = [];
  let before: string | undefined;
  do {
    const query = new URLSearchParams({
      limit: String(Math.min(asked.limit - found.length, 100)),
      ...(asked.open ? { open: '1' } : {}),
      ...(asked.month ? { month: asked.month } : {}),
      ...(before ? { before } : {}),
    });
    const page = await get<Listed>(`/incidents?${query}`);
    found.push(...page.incidents);
    before = page.next;
  } while (before !== undefined && found.length < asked.limit);
  return found.slice(0, asked.limit);
};

const waitsFor = (one: IncidentSummary, now: Date): string => {
  const { approval, stage } = one;
  return stage === 'waiting' && approval
    ? `${approval.approvals} of ${approval.needed} approvals, expires ${relative(approval.expiresAt, now)}`
    : (turnOf(one, now) ?? '');
};

const row =
  (now: Date) =>
  (one: IncidentSummary): readonly string[] => {
    const state = stateOf(one);
    return [
      paint('bold', one.incidentId),
      paint(state.style, `${state.icon} ${state.word}`),
      one.severity > 0 ? one.severity.toFixed(1) : '–',
      plain(one.account.name),
      relative(one.openedAt, now),
      [plain(one.headline), waitsFor(one, now)].filter(Boolean).join(' · '),
    ];
  };

const HEAD = ['INCIDENT', 'STATE', 'SEV', 'ACCOUNT', 'OPENED', 'WHAT'];

const show = async (options: ListOptions): Promise<void> => {
  const asked = { open: options.open === true, month: monthFrom(options.month), limit: limitFrom(options.limit) };
  const hub = await openHub(options);
  const incidents = await readIncidents(hub.get, asked);
  if (options.json) return printJson(incidents);
  if (incidents.length === 0) return printLines([options.open ? 'Nothing is open.' : 'There is no incident.']);
  printLines(columns([HEAD, ...incidents.map(row(new Date()))]));
};

export const listCommand = (): Command =>
  withHub(new Command('list').description('Lists incidents, newest first.'))
    .option('--open', 'only those that are not closed')
    .option('--month <yyyy-mm>', 'only those opened in this month')
    .option('--limit <n>', 'how many at most', '50')
    .addHelpText('after', '\nExamples:\n  cordon list --open\n  cordon list --month 2026-11 --json')
    .action(show);
