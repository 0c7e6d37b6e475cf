import type { IncidentView } from '../../../incidents/views';
import { type Moment, momentsOf } from './deadlines';
import { Glyph, type GlyphName } from './glyph';
import { At } from './moment';
import { useNow } from './use-now';
import { fromNow, listed } from './words';

const GLYPHS: Readonly<Record<Moment['kind'], GlyphName>> = {
  asked: 'hourglass',
  vote: 'check',
  deny: 'cross',
  remind: 'bell',
  escalate: 'up',
  expire: 'expired',
  decided: 'check',
};

const MomentLine = ({ moment, now }: { moment: Moment; now: number }) => (
  <li className={`ci-moment ci-moment-${moment.kind} ${moment.passed ? 'ci-moment-passed' : ''}`}>
    <span className="ci-moment-mark" aria-hidden="true">
      <Glyph name={GLYPHS[moment.kind]} size={12} />
    </span>
    <div>
      <div className="ci-moment-title">{moment.title}</div>
      {moment.detail ? <div className="ci-words">{moment.detail}</div> : null}
      <div className="ci-quiet ci-figures">
        <At at={moment.at} />
        {moment.passed ? '' : ` (${fromNow(moment.at, now)})`}
      </div>
    </div>
  </li>
);

const named = ({ names }: IncidentView, ids: readonly string[]): string => listed(ids.map((id) => names[id] ?? id));

/** Names of those who may decide and have not yet. */
const stillToAsk = (view: IncidentView, voted: IncidentView['votes']): readonly string[] => {
  const done = voted.map(({ personId }) => view.names[personId] ?? personId);
  return view.request?.status === 'PENDING' ? view.approvers.filter((name) => !done.includes(name)) : [];
};

/** Who decided or may decide, who may not and why, and when what happens. */
export const ApprovalView = ({ view }: { view: IncidentView }) => {
  const { request } = view;
  const now = useNow(request?.status === 'PENDING' ? 1000 : undefined);
  if (!request) return <p className="ci-quiet">No question was asked.</p>;
  const voted = view.votes.filter(({ revision }) => revision === request.revision);
  const left = stillToAsk(view, voted);
  const old = view.votes.filter(({ revision }) => revision !== request.revision);
  return (
    <div className="ci-approval">
      <p>
        <b>
          {request.approvals} of {request.policy.needed} approvals
        </b>
        {left.length > 0 ? (
          <>
            . May decide: <b>{listed(left)}</b>
          </>
        ) : null}
        .
      </p>
      <ol className="ci-moments">
        {momentsOf(view, now).map((moment) => (
          <MomentLine key={`${moment.kind}/${moment.at}/${moment.title}`} moment={moment} now={now} />
        ))}
      </ol>
      {request.reason && request.status !== 'PENDING' && request.status !== 'APPROVED' ? (
        <p className="ci-words">“{request.reason}”</p>
      ) : null}
      {request.policy.excluded.length > 0 ? (
        <ul className="ci-plain-list">
          {request.policy.excluded.map(({ personId, because }) => (
            <li key={personId}>
              <b>{view.names[personId] ?? personId}</b> may not decide: {because}.
            </li>
          ))}
        </ul>
      ) : null}
      {request.policy.because.map((sentence) => (
        <p key={sentence} className="ci-quiet">
          {sentence}
        </p>
      ))}
      {old.length > 0 ? (
        <p className="ci-quiet">
          {named(view, [...new Set(old.map(({ personId }) => personId))])} voted on an earlier plan; those votes do not
          count any more.
        </p>
      ) : null}
    </div>
  );
};
