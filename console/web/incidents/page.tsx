import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Setup } from '../../../incidents/views';
import { Trouble, Updated } from '../freshness';
import type { ConsoleApi } from '../incident/api';
import { hrefTo, placeOf } from '../place';
import { rewrite } from '../router';
import { useRoom } from '../use-room';
import { AtAGlance } from './at-a-glance';
import { monthsBack, monthTitle } from './months';
import { rowOf } from './row';
import { IncidentTable, Older } from './table';
import { useIncidents } from './use-incidents';
import { queryOf, type ViewState, viewIn } from './view-state';

const NEWEST = 'newest';
const OPEN = 'open';

interface ScopeProps {
  readonly view: ViewState;
  readonly onView: (change: Partial<ViewState>) => void;
}

/** Which incidents are read at all: the newest, the open ones, or those of a month. */
const Choose = ({ view, onView }: ScopeProps) => {
  const choices = [
    { value: NEWEST, label: 'Newest' },
    { value: OPEN, label: 'Open now' },
    ...monthsBack(new Date(), 12, view.month).map((month) => ({ value: month, label: monthTitle(month) })),
  ];
  const chosen = view.month ?? (view.open ? OPEN : NEWEST);
  return (
    <Select
      ariaLabel="Which incidents"
      selectedOption={choices.find(({ value }) => value === chosen) ?? null}
      options={choices}
      expandToViewport
      onChange={({ detail }) => {
        const { value = NEWEST } = detail.selectedOption;
        const month = value === NEWEST || value === OPEN ? {} : { month: value };
        onView({ ...month, open: value === OPEN, page: 1, loads: 1 });
      }}
    />
  );
};

/** The table's view, read from the address and written back to it. `anew` rises when the address changed by itself. */
const useView = (hash: string) => {
  const view = useMemo(() => viewIn(placeOf(hash).query), [hash]);
  const own = useRef(hash);
  const [anew, setAnew] = useState(0);
  useEffect(() => {
    if (own.current !== hash) setAnew((count) => count + 1);
    own.current = hash;
  }, [hash]);
  const change = (part: Partial<ViewState>, restart = false): void => {
    const { month, ...before } = viewIn(placeOf(location.hash).query);
    // What chooses `open` chooses the month too.
    const kept = month === undefined || 'open' in part ? before : { ...before, month };
    const href = hrefTo('/', queryOf({ ...kept, ...part }));
    if (!restart) own.current = href;
    rewrite(href);
  };
  return { view, anew, change };
};

/** Every incident, as a table that an address can show again. */
export const IncidentsPage = ({ api, setup, hash }: { api: ConsoleApi; setup: Setup; hash: string }) => {
  const room = useRoom();
  const { view, anew, change } = useView(hash);
  const listed = useIncidents(api, view.month, view.open, view.loads);
  const rows = useMemo(
    () => (listed.value?.incidents ?? []).map((incident) => rowOf(incident, setup.playbooks)),
    [listed.value, setup.playbooks],
  );
  return (
    <>
      <Trouble {...listed} what="The incidents" />
      <IncidentTable
        key={anew}
        rows={rows}
        loading={listed.value === undefined && listed.problem === undefined}
        view={view}
        room={room}
        onView={(part) => change(part)}
        header={
          <>
            <Header
              variant="awsui-h1-sticky"
              counter={listed.value ? `(${rows.length}${listed.value.more ? '+' : ''})` : ''}
              description={<Updated at={listed.at} />}
              actions={
                <SpaceBetween direction="horizontal" size="xs">
                  <Choose view={view} onView={(part) => change(part, true)} />
                  <Button iconName="refresh" ariaLabel="Read again" onClick={listed.refresh} />
                  <Button variant="primary" href={hrefTo('/run')}>
                    Run by hand
                  </Button>
                </SpaceBetween>
              }
            >
              Incidents
            </Header>
            <AtAGlance rows={rows} query={view.query} onPick={(query) => change({ query, page: 1 }, true)} />
          </>
        }
        footer={
          listed.value ? (
            <Older more={listed.value.more} busy={false} onMore={() => change({ loads: view.loads + 1 })} />
          ) : null
        }
      />
    </>
  );
};
