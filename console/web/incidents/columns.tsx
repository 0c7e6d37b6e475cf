import type { TableProps } from '@cloudscape-design/components/table';
import { duration } from '../incident/words';
import { Account, Deadline, Headline, Opened, Severity, Status, Whole } from './cells';
import { COMPARE, type Row } from './row';
import type { ColumnId } from './view-state';

type Column = TableProps.ColumnDefinition<Row> & { readonly id: ColumnId };

const dash = (text: string): string => text || '–';

const column = (id: ColumnId, header: string, cell: Column['cell'], minWidth: number): Column => ({
  id,
  header,
  cell,
  minWidth,
  sortingComparator: COMPARE[id],
  ...(id === 'incident' ? { isRowHeader: true } : {}),
});

export const TITLES: Readonly<Record<ColumnId, string>> = {
  incident: 'Incident',
  status: 'Status',
  severity: 'Severity',
  account: 'Account',
  deadline: 'To decide',
  opened: 'Opened',
  target: 'Target',
  playbook: 'Playbook',
  finding: 'Finding type',
  openedBy: 'Opened by',
  risk: 'Risk',
  contain: 'Time to contain',
};

/** Every column that the table can show, in the order of the address's names. */
export const columns: readonly Column[] = [
  column('incident', TITLES.incident, (row) => <Headline row={row} />, 200),
  column('status', TITLES.status, (row) => <Status row={row} />, 170),
  column('severity', TITLES.severity, (row) => <Severity row={row} />, 110),
  column('account', TITLES.account, (row) => <Account row={row} />, 140),
  column('deadline', TITLES.deadline, (row) => <Deadline row={row} />, 150),
  column('opened', TITLES.opened, (row) => <Opened row={row} />, 130),
  column(
    'target',
    TITLES.target,
    (row) => (
      <>
        {row.targetName}
        <span className="cf-under">{row.target}</span>
      </>
    ),
    160,
  ),
  column('playbook', TITLES.playbook, (row) => row.playbook, 150),
  column('finding', TITLES.finding, (row) => dash(row.finding), 180),
  column('openedBy', TITLES.openedBy, (row) => row.openedBy, 120),
  column('risk', TITLES.risk, (row) => dash(row.risk), 100),
  column(
    'contain',
    TITLES.contain,
    (row) => <span className="ci-figures">{row.contain === undefined ? '–' : duration(row.contain)}</span>,
    110,
  ),
];

/** The one column of a narrow screen. */
export const narrowColumns: readonly TableProps.ColumnDefinition<Row>[] = [
  {
    id: 'incident',
    header: 'Incidents',
    cell: (row) => <Whole row={row} />,
    isRowHeader: true,
  },
];
