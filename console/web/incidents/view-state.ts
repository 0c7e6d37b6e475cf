// What the table shows, as it stands in the address. Pure.
import type { PropertyFilterQuery, PropertyFilterToken } from '@cloudscape-design/collection-hooks';

export const COLUMNS = [
  'incident',
  'status',
  'severity',
  'account',
  'deadline',
  'opened',
  'target',
  'playbook',
  'finding',
  'openedBy',
  'risk',
  'contain',
] as const;
export type ColumnId = (typeof COLUMNS)[number];
const FIRST_COLUMNS: readonly ColumnId[] = [
  'incident',
  'status',
  'severity',
  'account',
  'deadline',
  'opened',
  'contain',
];

/** Beside another pane; whoever has chosen columns gets those. */
const FEW_COLUMNS: readonly ColumnId[] = ['incident', 'status', 'deadline', 'opened'];

export const SIZES = [20, 50, 100] as const;

export interface ViewState {
  /** `YYYY-MM`; undefined is the newest, wherever they are. */
  readonly month?: string;
  readonly open: boolean;
  readonly query: PropertyFilterQuery;
  readonly sort: ColumnId;
  readonly descending: boolean;
  readonly page: number;
  readonly size: number;
  readonly columns: readonly ColumnId[];
  readonly wrap: boolean;
  /** How many times "older" was asked for, plus one. */
  readonly loads: number;
}

export const FIRST_VIEW: ViewState = {
  open: false,
  query: { operation: 'and', tokens: [] },
  sort: 'opened',
  descending: true,
  page: 1,
  size: 20,
  columns: FIRST_COLUMNS,
  wrap: true,
  loads: 1,
};

const OPERATORS = ['=', '!=', ':', '!:', '>', '>=', '<', '<=', '^', '!^'] as const;
const BETWEEN = '~';

// `status~=~Approval needed`; free text has no property.
const written = ({ propertyKey, operator, value }: PropertyFilterToken): string =>
  [propertyKey ?? '', operator, String(value)].join(BETWEEN);

const tokenIn = (text: string): readonly PropertyFilterToken[] => {
  const [key = '', operator = '', ...rest] = text.split(BETWEEN);
  const known = OPERATORS.find((one) => one === operator);
  const value = rest.join(BETWEEN);
  return known && value ? [{ operator: known, value, ...(key ? { propertyKey: key } : {}) }] : [];
};

const columnIn = (text: string | null): ColumnId | undefined => COLUMNS.find((known) => known === text);
const numberIn = (text: string | null, fallback: number): number =>
  text !== null && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : fallback;

/** Reads the address; what it does not say, or says wrongly, is as at first. */
export const viewIn = (query: URLSearchParams): ViewState => {
  const month = query.get('month') ?? '';
  const columns = (query.get('columns') ?? '').split(',').flatMap((name) => columnIn(name) ?? []);
  const size = numberIn(query.get('size'), FIRST_VIEW.size);
  return {
    ...(/^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? { month } : {}),
    open: query.get('open') === '1',
    query: { operation: query.get('any') === '1' ? 'or' : 'and', tokens: query.getAll('f').flatMap(tokenIn) },
    sort: columnIn(query.get('sort')) ?? FIRST_VIEW.sort,
    descending: query.has('sort') ? query.get('order') !== 'up' : FIRST_VIEW.descending,
    page: numberIn(query.get('page'), 1),
    size: SIZES.find((known) => known === size) ?? FIRST_VIEW.size,
    columns: columns.length > 0 ? columns : FIRST_COLUMNS,
    wrap: query.get('wrap') !== '0',
    loads: Math.min(numberIn(query.get('loads'), 1), 20),
  };
};

const sameColumns = (columns: readonly ColumnId[]): boolean => columns.join() === FIRST_COLUMNS.join();

/** The columns that are shown in so much room. */
export const columnsIn = (room: 'narrow' | 'middle' | 'wide', columns: readonly ColumnId[]): readonly ColumnId[] =>
  room === 'middle' && sameColumns(columns) ? FEW_COLUMNS : columns;

/** Only what differs from the first view, so that addresses stay short. */
export const queryOf = (view: ViewState): URLSearchParams => {
  const query = new URLSearchParams();
  const say = (name: string, value: string | number | undefined, plain: unknown): void => {
    if (value !== undefined && value !== plain) query.set(name, String(value));
  };
  say('month', view.month, undefined);
  say('open', view.open ? '1' : undefined, undefined);
  for (const token of view.query.tokens) query.append('f', written(token));
  say('any', view.query.operation === 'or' ? '1' : undefined, undefined);
  if (view.sort !== FIRST_VIEW.sort || view.descending !== FIRST_VIEW.descending) query.set('sort', view.sort);
  say('order', view.descending ? undefined : 'up', undefined);
  say('page', view.page, 1);
  say('size', view.size, FIRST_VIEW.size);
  say('columns', sameColumns(view.columns) ? undefined : view.columns.join(','), undefined);
  say('wrap', view.wrap ? undefined : '0', undefined);
  say('loads', view.loads, 1);
  return query;
};
