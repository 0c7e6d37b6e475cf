import type { ReactNode } from 'react';
import { Glyph } from '../incident/glyph';
import { Since } from '../incident/moment';
import type { State } from '../incident/state';
import { useNow } from '../incident/use-now';
import { absolute, duration, secondsUntil } from '../incident/words';
import { toIncident } from '../router';
import type { Row } from './row';

/** An icon and a word; the colour says nothing that the word does not. */
export const StateMark = ({ state }: { state: State }) => (
  <span className={`cf-state cf-state-${state.tone}`}>
    <Glyph name={state.icon} size={14} />
    <span>{state.word}</span>
  </span>
);

export const Severity = ({ row }: { row: Row }): ReactNode =>
  row.band === '' ? (
    <span className="cf-quiet">by hand</span>
  ) : (
    <span className={`cf-severity cf-severity-${row.band.toLowerCase()}`}>
      <b>{row.severity.toFixed(1)}</b> {row.band}
    </span>
  );

export const Headline = ({ row }: { row: Row }) => (
  <>
    <a className="cf-headline" href={toIncident(row.id)}>
      {row.headline}
    </a>
    <span className="cf-under">
      {row.id}
      {row.incident.undo && !row.incident.undo.open ? ' · put back later' : ''}
    </span>
  </>
);

export const Account = ({ row }: { row: Row }) => (
  <>
    {row.account}
    <span className="cf-under">{row.accountId}</span>
  </>
);

/** How long people still have, and how many of them said yes. */
export const Deadline = ({ row }: { row: Row }): ReactNode => {
  const now = useNow(row.deadline === undefined ? undefined : 1000);
  const { approval } = row.incident;
  if (row.deadline === undefined || !approval) return <span className="cf-quiet">–</span>;
  const left = secondsUntil(row.deadline, now);
  return (
    <span className={left < 600 ? 'cf-late' : ''} title={absolute(row.deadline)}>
      {left > 0 ? `${duration(left)} left` : 'time is over'}
      <span className="cf-under">
        {approval.approvals} of {approval.needed} approvals
      </span>
    </span>
  );
};

export const Opened = ({ row }: { row: Row }) => (
  <>
    <Since at={row.opened} />
    <span className="cf-under">{row.openedBy}</span>
  </>
);

/** One incident in one cell, for a screen that has room for one. */
export const Whole = ({ row }: { row: Row }) => (
  <div className="cf-whole">
    <div className="cf-whole-top">
      <StateMark state={row.state} />
      <Severity row={row} />
    </div>
    <a className="cf-headline" href={toIncident(row.id)}>
      {row.headline}
    </a>
    <div className="cf-quiet">
      {row.account} · <Since at={row.opened} />
    </div>
    {row.deadline === undefined ? null : <Deadline row={row} />}
  </div>
);
