import { renderToStaticMarkup } from 'react-dom/server';
import { agoInWords, Deadline, Headline, Severity, Status, Whole } from '../../console/web/incidents/cells';
import { optionsFrom, PROPERTIES } from '../../console/web/incidents/filtering';
import { monthsBack, monthTitle } from '../../console/web/incidents/months';
import { COMPARE, type Row, rowOf } from '../../console/web/incidents/row';
import { COLUMNS, FIRST_VIEW, queryOf, type ViewState, viewIn } from '../../console/web/incidents/view-state';
import { madeUpIncidents } from '../console/made-up/cases';
import { madeUpSetup } from '../console/made-up/setup';

const NOW = new Date('2026-11-23T12:00:00Z');
const { playbooks } = madeUpSetup('dana', { paused: false, reason: '', by: 'cordon', at: '' });
const rows = madeUpIncidents(NOW).map((incident) => rowOf(incident, playbooks));
const rowNamed = (headline: string): Row => {
  const found = rows.find((row) => row.headline === headline);
  if (!found) throw new Error(`no row ${headline}`);
  return found;
};

describe('the view in the address', () => {
  const view: ViewState = {
    month: '2026-10',
    open: false,
    query: {
      operation: 'or',
      tokens: [
        { propertyKey: 'status', operator: '=', value: 'Approval needed' },
        { propertyKey: 'severity', operator: '>=', value: '7' },
        { operator: ':', value: 'web~1 & co = 100%' },
      ],
    },
    sort: 'severity',
    descending: false,
    page: 2,
    size: 50,
    columns: ['incident', 'risk'],
    wrap: false,
    loads: 3,
  };

  it('reads back all that was written, whatever somebody typed', () => {
    expect(viewIn(new URLSearchParams(queryOf(view).toString()))).toEqual(view);
  });

  it('is empty for the first view', () => {
    expect(queryOf(FIRST_VIEW).toString()).toBe('');
    expect(viewIn(new URLSearchParams())).toEqual(FIRST_VIEW);
  });

  it('takes what it does not know for the first view', () => {
    const odd = 'month=2026-13&sort=__proto__&page=-1&size=7&columns=nope,,&f=status~eval~x&f=~~&loads=9999';
    expect(viewIn(new URLSearchParams(odd))).toEqual({ ...FIRST_VIEW, loads: 20, descending: true });
  });
});

describe('a row', () => {
  it.each([
    ['Isolate web-1', 'Waits for approval'],
    ['Isolate cache-1', 'Decide what next'],
    ['Isolate worker-2', 'Under way'],
    ['Lock out deploy-bot', 'Over'],
  ])('of “%s” says what it asks of people: %s', (headline, phase) => {
    expect(rowNamed(headline).phase).toBe(phase);
  });

  it('links its incident, and shows a state as icon and word', () => {
    const row = rowNamed('Isolate web-1');
    expect(renderToStaticMarkup(<Headline row={row} />)).toContain('href="#/incidents/inc-web1waitin-1"');
    const mark = renderToStaticMarkup(<Status row={row} />);
    expect(mark).toMatch(/<svg.*Approval needed/);
  });

  it('says of what waits for the end of a flood that it is queued, and when it is looked at', () => {
    const row = rowNamed('Isolate an instance');
    expect(row.status).toBe('Queued');
    const { incident } = row;
    const status = (left: number): string => {
      const startAfter = new Date(Date.now() + left * 1000).toISOString();
      return renderToStaticMarkup(<Status row={{ ...row, incident: { ...incident, startAfter } }} />);
    };
    expect(status(90)).toMatch(/<svg.*Queued.*title="[^"]+UTC\)".*a flood: looked at in 1 min/);
    expect(status(-5)).toContain('its turn has come');
  });

  it('names the target where the headline does not', () => {
    expect(renderToStaticMarkup(<Headline row={rowNamed('Isolate an EC2 instance')} />)).toContain('>spot-19 · <');
  });

  it('says who opened it in a word: the finding has columns of its own', () => {
    const [incident] = madeUpIncidents(NOW);
    if (!incident) throw new Error('no incident');
    const opened = (openedBy: string): string => rowOf({ ...incident, openedBy }, playbooks).openedBy;
    expect(opened('GuardDuty: Backdoor:EC2/C&CActivity.B, severity 8.0 (High)')).toBe('GuardDuty');
    expect(opened('Dana through the operator API')).toBe('Dana through the operator API');
  });

  it('shows the deadline and the votes only while it waits', () => {
    expect(renderToStaticMarkup(<Deadline row={rowNamed('Isolate pay-api-3')} />)).toContain('1 of 2 approvals');
    expect(renderToStaticMarkup(<Deadline row={rowNamed('Lock out deploy-bot')} />)).not.toContain('approvals');
  });

  it('says “by hand” where there is no severity', () => {
    expect(renderToStaticMarkup(<Severity row={rowNamed('Isolate jump-host')} />)).toContain('by hand');
  });

  it('holds everything in one cell on a narrow screen', () => {
    const cell = renderToStaticMarkup(<Whole row={rowNamed('Isolate pay-api-3')} />);
    for (const text of ['Approval needed', 'Isolate pay-api-3', 'production', 'Critical', '1 of 2'])
      expect(cell).toContain(text);
  });
});

describe('sorting and filtering', () => {
  it('compares in every column', () => {
    for (const column of COLUMNS) expect(typeof COMPARE[column](rows[0] as Row, rows[1] as Row)).toBe('number');
  });

  it('puts the nearest deadline first and what has none last', () => {
    const sorted = [...rows].sort(COMPARE.deadline).map(({ headline }) => headline);
    expect(sorted.slice(0, 3)).toEqual(['Isolate pay-api-3', 'Isolate jump-host', 'Isolate web-1']);
  });

  it('offers each value once, for properties that rows have', () => {
    const options = optionsFrom(rows);
    const statuses = options.filter(({ propertyKey }) => propertyKey === 'status').map(({ value }) => value);
    expect(statuses).toEqual([...new Set(statuses)]);
    expect(PROPERTIES.every(({ key }) => rows.some((row) => key in row))).toBe(true);
  });
});

describe('times', () => {
  it.each([
    [26, '26 s ago'],
    [60, '1 min ago'],
    [7200, '2 h ago'],
    [86_400, '1 day ago'],
    [6 * 86_400, '6 days ago'],
    [-5, '0 s ago'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(agoInWords(new Date(NOW.getTime() - seconds * 1000).toISOString(), NOW.getTime())).toBe(words);
  });

  it('lists months across a new year, and one that is older', () => {
    expect(monthsBack(new Date('2027-02-28T23:59:59Z'), 4, '2025-01')).toEqual([
      '2027-02',
      '2027-01',
      '2026-12',
      '2026-11',
      '2025-01',
    ]);
    expect(monthTitle('2026-11')).toBe('November 2026');
  });
});
