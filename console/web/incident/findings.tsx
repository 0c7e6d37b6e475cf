import { Fragment } from 'react';
import type { FindingRow } from '../../../incidents/model';
import type { IncidentView } from '../../../incidents/views';
import { severityBand } from '../../../playbooks/kit/finding';
import { At } from './moment';
import { counted } from './words';

export const Severity = ({ severity }: { severity: number }) => (
  <span className={`ci-severity ci-severity-${severityBand(severity).toLowerCase()}`}>
    {severityBand(severity)} {severity.toFixed(1)}
  </span>
);

const Row = ({ row }: { row: FindingRow }) => {
  const { finding } = row;
  return (
    <li>
      <div className="ci-finding-head">
        <Severity severity={finding.severity} />
        <code className="ci-finding-type">
          {finding.type.split(/(?<=[:/.!])/).map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, which never move
            <Fragment key={index}>
              {part}
              <wbr />
            </Fragment>
          ))}
        </code>
      </div>
      <p>{finding.title}</p>
      <p className="ci-quiet ci-figures">
        Seen {counted(row.count, 'time')}
        {finding.firstSeen && finding.lastSeen ? (
          <>
            , <At at={finding.firstSeen} /> to <At at={finding.lastSeen} />
          </>
        ) : null}
        . Received first <At at={row.firstReceivedAt} />, last <At at={row.lastReceivedAt} />,{' '}
        {counted(row.deliveries, 'delivery', 'deliveries')}.
      </p>
    </li>
  );
};

/** The findings that are in this incident. Their text is an attacker's to choose: it is only ever shown as text. */
export const FindingsView = ({ view }: { view: IncidentView }) =>
  view.findings.length === 0 ? (
    <p className="ci-quiet">{view.openedBy ? `No finding: ${view.openedBy}.` : 'No finding.'}</p>
  ) : (
    <ul className="ci-findings">
      {view.findings.map((row) => (
        <Row key={row.finding.id} row={row} />
      ))}
    </ul>
  );
