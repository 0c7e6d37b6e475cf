import Spinner from '@cloudscape-design/components/spinner';
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useState } from 'react';
import type { Setup } from '../../incidents/views';
import { withAhead } from './ahead';
import { makeApi } from './api';
import { Trouble } from './freshness';
import type { ConsoleApi } from './incident/api';
import { Scope } from './incident/scope';
import { IncidentsPage } from './incidents/page';
import { Masthead } from './masthead';
import { PauseBanner, PauseDialog } from './pause';
import { hrefTo, partOf, placeOf, toIncident } from './place';
import { useHash } from './router';
import { keepProfile, profileOf, type Session } from './session';
import { useTheme } from './theme';
import { usePolled } from './use-polled';

// What is not on the first page is loaded when it is asked for.
const IncidentPage = lazy(async () => ({ default: (await import('./incident/page')).IncidentPage }));
const RunPage = lazy(async () => ({ default: (await import('./run/page')).RunPage }));
const NumbersPage = lazy(async () => ({ default: (await import('./numbers/page')).NumbersPage }));

const SETUP_MS = 5000;

const useProfile = (session: Session) => {
  const [profile, setProfile] = useState(() => profileOf(session));
  const choose = (name: string): void => {
    keepProfile(name);
    setProfile(name);
  };
  return [profile, choose] as const;
};

const Missing = () => (
  <div className="cf-empty">
    <h1>There is no such page</h1>
    <p>
      <a href={hrefTo('/')}>All incidents</a>
    </p>
  </div>
);

interface PageProps {
  readonly hash: string;
  readonly api: ConsoleApi;
  readonly setup: Setup;
  readonly awsConsole: boolean;
}

const Page = ({ hash, api, setup, awsConsole }: PageProps): ReactNode => {
  const { path } = placeOf(hash);
  const [, first = '', id] = path.split('/');
  if (first === '' || (first === 'incidents' && !id)) return <IncidentsPage api={api} setup={setup} hash={hash} />;
  if (first === 'incidents' && id)
    return (
      <>
        <nav className="cf-crumbs" aria-label="Way back">
          <a href={hrefTo('/')}>Incidents</a> <span aria-hidden="true">/</span> <span>{partOf(id)}</span>
        </nav>
        <IncidentPage
          key={id}
          incidentId={partOf(id)}
          api={api}
          me={setup.me}
          hrefOf={toIncident}
          awsConsole={awsConsole}
        />
      </>
    );
  if (first === 'run') return <RunPage api={api} setup={setup} hash={hash} />;
  if (first === 'numbers') return <NumbersPage api={api} setup={setup} hash={hash} />;
  return <Missing />;
};

const Waiting = () => (
  <div className="cf-waiting" role="status">
    <Spinner size="large" /> <span>Reading…</span>
  </div>
);

/** Everything around a page: who and where one is, the kill switch, the theme. */
export const Frame = ({ session, onEnd }: { session: Session; onEnd: () => void }) => {
  const hash = useHash();
  const [theme, chooseTheme] = useTheme(session.embedIn);
  const [profile, chooseProfile] = useProfile(session);
  const [switching, setSwitching] = useState(false);
  const api = useMemo(() => withAhead(makeApi(session, profile, onEnd), profile), [session, profile, onEnd]);
  const read = useCallback(() => api.get<Setup>('/setup'), [api]);
  const setup = usePolled(read, SETUP_MS);
  const { value } = setup;
  return (
    <Scope className="cf">
      <button type="button" className="cf-skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the page
      </button>
      <Masthead
        path={placeOf(hash).path}
        setup={value}
        session={session}
        profile={profile}
        onProfile={chooseProfile}
        theme={theme}
        onTheme={chooseTheme}
        onPause={() => setSwitching(true)}
      />
      <main id="main" tabIndex={-1} className="cf-main">
        {value?.pause.paused ? <PauseBanner setup={value} onResume={() => setSwitching(true)} /> : null}
        {/* A page that is there says itself what it could not read. */}
        {value === undefined ? <Trouble {...setup} what="The hub" /> : null}
        {value ? (
          <Suspense fallback={<Waiting />}>
            <Page hash={hash} api={api} setup={value} awsConsole={session.awsConsole} />
          </Suspense>
        ) : setup.problem ? null : (
          <Waiting />
        )}
      </main>
      {value && switching ? (
        <PauseDialog api={api} setup={value} onClose={() => setSwitching(false)} onDone={setup.refresh} />
      ) : null}
    </Scope>
  );
};
