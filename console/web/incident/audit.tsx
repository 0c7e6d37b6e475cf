import { useEffect, useState } from 'react';
import type { AuditRow } from '../../../incidents/model';
import type { IncidentView } from '../../../incidents/views';
import { type ConsoleApi, incidentPath, messageOf } from './api';
import { type ChainVerdict, checkChain } from './chain';
import { Glyph } from './glyph';
import { At } from './moment';
import { counted } from './words';

type Verdict = ChainVerdict | { readonly ok: 'unknown'; readonly problem: string };

/** The rows from the first one on: the view holds them, unless there are too many. */
const useRows = (api: ConsoleApi, view: IncidentView): readonly AuditRow[] => {
  const [all, setAll] = useState<readonly AuditRow[]>(view.audit);
  useEffect(() => {
    let over = false;
    const complete = view.audit[0]?.seq === 1 && (!view.chain.ok || view.audit.length >= view.chain.rows);
    setAll(view.audit);
    if (!complete && view.audit.length > 0)
      api.get<{ readonly rows: readonly AuditRow[] }>(incidentPath(view.incidentId, '/audit')).then(
        ({ rows }) => over || setAll(rows),
        // The rows of the view are shown then, and the check says what is missing.
        () => undefined,
      );
    return () => {
      over = true;
    };
  }, [api, view.incidentId, view.audit, view.chain]);
  return all;
};

const useVerdict = (rows: readonly AuditRow[], incidentId: string): Verdict | undefined => {
  const [verdict, setVerdict] = useState<Verdict>();
  useEffect(() => {
    let over = false;
    checkChain(rows, incidentId).then(
      (found) => over || setVerdict(found),
      (error) => over || setVerdict({ ok: 'unknown', problem: messageOf(error) }),
    );
    return () => {
      over = true;
    };
  }, [rows, incidentId]);
  return verdict;
};

const copySays = (rows: number, kept: number): string =>
  kept >= rows
    ? 'The copy kept of it when it was written agrees.'
    : `The copy kept of it when it was written agrees up to row ${kept}; the rest is on its way.`;

const hubSays = ({ chain }: IncidentView): string =>
  chain.ok
    ? `The hub found its ${counted(chain.rows, 'row')} whole. ${copySays(chain.rows, chain.kept)}`
    : `The hub found it broken: ${chain.problem}.`;

/** What this browser found, and what the hub says. */
export const ChainLine = ({ verdict, view }: { verdict: Verdict | undefined; view: IncidentView }) => {
  if (!verdict) return <p className="ci-quiet ci-chain">Checking the chain in this browser…</p>;
  if (verdict.ok === 'unknown')
    return (
      <p className="ci-chain">
        <Glyph name="warning" size={14} /> This browser could not check the chain ({verdict.problem}). {hubSays(view)}
      </p>
    );
  return verdict.ok ? (
    <p className="ci-chain ci-good">
      <Glyph name="check" size={14} />
      <span>
        Whole: {counted(verdict.rows, 'row')} checked in this browser. <span className="ci-quiet">{hubSays(view)}</span>
      </span>
    </p>
  ) : (
    <p className="ci-chain ci-bad">
      <Glyph name="cross" size={14} />
      <span>
        <b>Broken: {verdict.problem}.</b> Somebody may have changed the record. {hubSays(view)}
      </span>
    </p>
  );
};

const Row = ({ row, names, broken }: { row: AuditRow; names: IncidentView['names']; broken: boolean }) => (
  <li className={broken ? 'ci-audit-row ci-audit-broken' : 'ci-audit-row'}>
    <span className="ci-audit-seq ci-figures">{row.seq}</span>
    <span className="ci-figures ci-audit-time">
      <At at={row.at} />
    </span>
    <span className="ci-audit-actor">{names[row.actor] ?? row.actor}</span>
    <span className="ci-audit-text">
      {row.text}
      {row.page ? <span className="ci-tag">someone was paged</span> : null}
    </span>
    <code className="ci-audit-event" title={`hash ${row.hash}`}>
      {row.event}
    </code>
  </li>
);

const FIRST = 12;

/** Everything that was recorded, the newest first, with the chain checked here. */
export const AuditView = ({ api, view }: { api: ConsoleApi; view: IncidentView }) => {
  const rows = useRows(api, view);
  const verdict = useVerdict(rows, view.incidentId);
  const [all, setAll] = useState(false);
  const newest = [...rows].reverse();
  const shown = all ? newest : newest.slice(0, FIRST);
  const broken = verdict?.ok === false ? verdict.seq : undefined;
  return (
    <>
      <ChainLine verdict={verdict} view={view} />
      <ol className="ci-audit" reversed>
        {shown.map((row) => (
          <Row key={row.seq} row={row} names={view.names} broken={row.seq === broken} />
        ))}
      </ol>
      {newest.length > FIRST ? (
        <button type="button" className="ci-more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show the newest only' : `Show all ${newest.length}`}
        </button>
      ) : null}
    </>
  );
};
