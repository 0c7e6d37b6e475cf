import type { ReactNode } from 'react';
import { Glyph } from '../incident/glyph';
import type { State } from '../incident/state';
import { useNow } from '../incident/use-now';
import { absolute, duration, secondsUntil } from '../incident/words';
import { toIncident } from '../place';
import type { Row } from './row';

const UNITS = [
  { from: 86_400, word: ['day', 'days'] },
  { from: 3600, word: ['h', 'h'] },
  { from: 60, word: ['min', 'min'] },
  { from: 0, word: ['s', 's'] },
] as const;

/** "26 s ago", "7 min ago", "3 days ago": one unit is enough for a list. */
export const agoInWords = (at: string, now: number): string => {
  const seconds = Math.max(0, Math.floor(-secondsUntil(at, now)));
  const unit = UNITS.find(({ from }) => seconds >= from) ?? UNITS[3];
  const count = Math.floor(seconds / Math.max(1, unit.from));
  return `${count} ${unit.word[count === 1 ? 0 : 1]} ago`;
};

const AGO_MS = 5000;
const Ago = ({ at }: { at: string }) => (
  <time dateTime={at} title={absolute(at)}>
    {agoInWords(at, useNow(AGO_MS))}
  </time>
);

/** An icon and a word; the colour says nothing that the word does not. */
const StateMark = ({ state }: { state: State }) => (
  <span className={`cf-state cf-state-${state.tone}`}>
    <Glyph name={state.icon} size={14} />
    <span>{state.word}</span>
  </span>
);

const QUEUED_MS = 1000;
/** When what was opened in a flood is looked at. */
const Turn = ({ startAfter }: { startAfter: string }) => {
  const left = secondsUntil(startAfter, useNow(QUEUED_MS));
  return (
    <span className="cf-under" title={absolute(startAfter)}>
      {left > 0 ? `a flood: looked at in ${duration(left)}` : 'its turn has come'}
    </span>
  );
};

export const Status = ({ row }: { row: Row }) => (
  <>
    <StateMark state={row.state} />
    {row.incident.stage === 'claimed' && row.incident.startAfter ? <Turn startAfter={row.incident.startAfter} /> : null}
  </>
);

export const Severity = ({ row }: { row: Row }): ReactNode =>
  row.band === '' ? (
    <span className="cf-quiet">by hand</span>
  ) : (
    <span className={`cf-severity cf-severity-${row.band.toLowerCase()}`}>
      <b>{row.severity.toFixed(1)}</b> {row.band}
    </span>
  );

/** The target's name, where the headline does not say it. */
const unnamed = ({ incident, headline, targetName }: Row): string =>
  incident.target.kind === 'finding' || headline.includes(targetName) ? '' : `${targetName} · `;

export const Headline = ({ row }: { row: Row }) => (
  <>
    <a className="cf-headline" href={toIncident(row.id)}>
      {row.headline}
    </a>
    <span className="cf-under">
      {unnamed(row)}
      <span className="cf-if-middle">{row.account} · </span>
      {row.id}
      {row.incident.undo && !row.incident.undo.open ? ' · put back later' : ''}
    </span>
  </>
);

export const Account = ({ row }: { row: Row }) => (
  <>
    {row.account}
    <span className="cf-under cf-account">{row.accountId}</span>
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
    <Ago at={row.opened} />
    <span className="cf-under">{row.openedBy}</span>
  </>
);

/** One incident in one cell, for a screen that has room for one. */
export const Whole = ({ row }: { row: Row }) => (
  <div className="cf-whole">
    <div className="cf-whole-top">
      <Status row={row} />
      <Severity row={row} />
    </div>
    <a className="cf-headline" href={toIncident(row.id)}>
      {row.headline}
    </a>
    <div className="cf-quiet">
      {unnamed(row)}
      {row.account} · <Ago at={row.opened} />
    </div>
    {row.deadline === undefined ? null : <Deadline row={row} />}
  </div>
);
