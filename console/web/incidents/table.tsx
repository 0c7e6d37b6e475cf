import { type UseCollectionResult, useCollection } from '@cloudscape-design/collection-hooks';
import Button from '@cloudscape-design/components/button';
import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import Pagination from '@cloudscape-design/components/pagination';
import PropertyFilter from '@cloudscape-design/components/property-filter';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { counted } from '../incident/words';
import type { Room } from '../use-room';
import { columns, narrowColumns, TITLES } from './columns';
import { NoIncidents, NoMatch } from './empty';
import { optionsFrom, PROPERTIES } from './filtering';
import type { Row } from './row';
import { COLUMNS, type ColumnId, columnsIn, FIRST_VIEW, SIZES, type ViewState } from './view-state';

/** As high as the style sheet makes the bar that stays at the top. */
const MASTHEAD_HEIGHT = 52;

interface Props {
  readonly rows: readonly Row[];
  readonly loading: boolean;
  readonly view: ViewState;
  readonly room: Room;
  readonly header: ReactNode;
  readonly footer: ReactNode;
  /** The view as somebody changed it. */
  readonly onView: (change: Partial<ViewState>) => void;
}

const Preferences = ({ view, onView }: Pick<Props, 'view' | 'onView'>) => (
  <CollectionPreferences
    title="What the table shows"
    confirmLabel="Confirm"
    cancelLabel="Cancel"
    preferences={{
      pageSize: view.size,
      wrapLines: view.wrap,
      contentDisplay: [
        ...view.columns.map((id) => ({ id, visible: true })),
        ...COLUMNS.filter((id) => !view.columns.includes(id)).map((id) => ({ id, visible: false })),
      ],
    }}
    pageSizePreference={{
      title: 'Rows on a page',
      options: SIZES.map((value) => ({ value, label: `${value} incidents` })),
    }}
    wrapLinesPreference={{ label: 'Wrap lines', description: 'Show all of a text, over several lines' }}
    contentDisplayPreference={{
      title: 'Columns',
      description: 'Choose columns and their order.',
      options: COLUMNS.map((id) => ({ id, label: TITLES[id], alwaysVisible: id === 'incident' })),
    }}
    onConfirm={({ detail }) =>
      onView({
        page: 1,
        size: SIZES.find((size) => size === detail.pageSize) ?? view.size,
        wrap: detail.wrapLines !== false,
        columns: (detail.contentDisplay ?? []).flatMap(({ id, visible }): readonly ColumnId[] =>
          visible ? COLUMNS.filter((known) => known === id) : [],
        ),
      })
    }
  />
);

type Filtering = Pick<UseCollectionResult<Row>, 'propertyFilterProps' | 'filteredItemsCount'>;

const Filter = ({ propertyFilterProps, filteredItemsCount, onView }: Filtering & Pick<Props, 'onView'>) => (
  <PropertyFilter
    {...propertyFilterProps}
    onChange={(event) => {
      propertyFilterProps.onChange(event);
      onView({ query: event.detail, page: 1 });
    }}
    countText={counted(filteredItemsCount ?? 0, 'match', 'matches')}
    filteringAriaLabel="Filter the incidents"
    filteringPlaceholder="Filter by text, status, account…"
    expandToViewport
  />
);

const sortingIn = ({ sortingColumn, isDescending }: TableProps.SortingState<Row>, view: ViewState) => ({
  sort: columns.find((one) => one.sortingComparator === sortingColumn.sortingComparator)?.id ?? view.sort,
  descending: isDescending === true,
});

const where = (view: ViewState): 'anywhere' | 'month' | 'open' => {
  if (view.open) return 'open';
  return view.month ? 'month' : 'anywhere';
};

/** The incidents that were read: filtered, sorted and paged as the view says. */
export const IncidentTable = ({ rows, loading, view, room, header, footer, onView }: Props) => {
  const narrow = room === 'narrow';
  const clear = () => {
    actions.setPropertyFiltering(FIRST_VIEW.query);
    onView({ query: FIRST_VIEW.query, page: 1 });
  };
  const sorted = columns.find(({ id }) => id === view.sort) ?? columns[0];
  const { items, actions, collectionProps, propertyFilterProps, paginationProps, filteredItemsCount } = useCollection(
    rows,
    {
      propertyFiltering: {
        filteringProperties: PROPERTIES,
        filteringOptions: [...optionsFrom(rows)],
        defaultQuery: view.query,
        empty: <NoIncidents where={where(view)} />,
        noMatch: <NoMatch onClear={clear} />,
      },
      sorting: { defaultState: { sortingColumn: sorted ?? {}, isDescending: view.descending } },
      pagination: { defaultPage: view.page, pageSize: view.size },
    },
  );
  const { onSortingChange, ...collection } = collectionProps;
  return (
    <Table<Row>
      {...collection}
      variant="full-page"
      trackBy="id"
      stickyHeader={!narrow}
      stickyHeaderVerticalOffset={MASTHEAD_HEIGHT}
      items={items}
      loading={loading}
      loadingText="Reading incidents"
      columnDefinitions={narrow ? narrowColumns : columns}
      {...(narrow ? {} : { columnDisplay: columnsIn(room, view.columns).map((id) => ({ id, visible: true })) })}
      wrapLines={view.wrap || narrow}
      sortingDisabled={narrow}
      onSortingChange={(event) => {
        onSortingChange?.(event);
        onView(sortingIn(event.detail, view));
      }}
      header={header}
      footer={footer}
      filter={
        <Filter propertyFilterProps={propertyFilterProps} filteredItemsCount={filteredItemsCount} onView={onView} />
      }
      pagination={
        <Pagination
          {...paginationProps}
          onChange={(event) => {
            paginationProps.onChange(event);
            onView({ page: event.detail.currentPageIndex });
          }}
        />
      }
      {...(narrow ? {} : { preferences: <Preferences view={view} onView={onView} /> })}
      ariaLabels={{ tableLabel: 'Incidents' }}
    />
  );
};

/** Asks for older ones than those that were read. */
export const Older = ({ more, busy, onMore }: { more: boolean; busy: boolean; onMore: () => void }): ReactNode =>
  more ? (
    <div className="cf-older">
      <Button onClick={onMore} loading={busy}>
        Read older incidents
      </Button>
    </div>
  ) : null;
