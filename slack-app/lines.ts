import type { AuditRow, IncidentRecord } from '../incidents/model';
import type { Settings } from '../playbooks/kit/settings';
import { mayDecide } from './views/approvals';
import { headline } from './views/parts';
import { code, fitting, person, safe, when } from './views/text';

/** One message of a thread, and the last audit row that it tells. */
export interface Line {
  readonly upTo: number;
  readonly text: string;
}

/** More rows than these become one message: a thread is read, a flood is not. */
const SINGLY = 5;
const MAX_TEXT = 3500;
/** Events after which the people who may decide are called by name. */
const CALLS = ['approval.reminded', 'approval.escalated'];

const calls = (row: AuditRow, record: IncidentRecord, settings: Settings): string => {
  if (!CALLS.includes(row.event) || record.approval?.status !== 'PENDING') return '';
  return mayDecide(settings, record)
    .slice(0, 8)
    .map(({ slack }) => ` ${person(slack)}`)
    .join('');
};

/** The thread's messages for these rows, in order. */
export const threadLines = (rows: readonly AuditRow[], record: IncidentRecord, settings: Settings): readonly Line[] => {
  const text = (row: AuditRow) => `${row.page ? '🚨 ' : ''}${safe(row.text, 700)}${calls(row, record, settings)}`;
  if (rows.length <= SINGLY) return rows.map((row) => ({ upTo: row.seq, text: text(row) }));
  const last = rows.at(-1)?.seq ?? 0;
  return [
    {
      upTo: last,
      text: fitting(
        rows.map((row) => `${when(row.at)} ${text(row)}`),
        MAX_TEXT,
        'more events; the audit trail has them all',
      ),
    },
  ];
};

export const mention = (settings: Settings): string =>
  settings.slack.pageGroup === '' ? '<!here>' : `<!subteam^${settings.slack.pageGroup}>`;

/** One message for everything that somebody is paged for; undefined when that is nothing. */
export const pageLine = (rows: readonly AuditRow[], record: IncidentRecord, settings: Settings): Line | undefined => {
  const paged = rows.filter((row) => row.page === true);
  const last = paged.at(-1);
  // A drill wakes nobody: when it goes wrong, the alarm on silence tells, or whoever started it sees it.
  if (!last || record.meta.origin.by === 'drill' || record.meta.drill) return undefined;
  const told = fitting(
    paged.map((row) => `🚨 ${safe(row.text, 700)}`),
    MAX_TEXT,
  );
  return {
    upTo: last.seq,
    text: `${mention(settings)} *${safe(headline(record), 200)}* ${code(record.meta.incidentId)}\n${told}`,
  };
};

/** What concerns the whole hub, such as a pause: told in the page channel. */
export const controlLine = (all: readonly AuditRow[], settings: Settings): Line | undefined => {
  // A test message speaks for itself, in its own channel.
  const rows = all.filter(({ event }) => !event.startsWith('slack.test-'));
  const last = rows.at(-1);
  if (!last) return undefined;
  const call = rows.some((row) => row.page === true) ? `${mention(settings)} ` : '';
  return {
    upTo: last.seq,
    text: `${call}${fitting(
      rows.map((row) => `🎛️ ${safe(row.text, 700)}`),
      MAX_TEXT,
    )}`,
  };
};
