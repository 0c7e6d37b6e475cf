import type { IncidentView } from '../../../incidents/views';
import { deadlineInWords, ifNobodyAnswers, spent, stillNeeded } from './deadlines';
import { stepState } from './journal-words';
import { At, Lasted } from './moment';
import { SplitBar } from './split';
import { useNow } from './use-now';
import { absolute, countdown, secondsUntil } from './words';

const Countdown = ({ view, request }: { view: IncidentView; request: NonNullable<IncidentView['request']> }) => {
  const now = useNow();
  const left = secondsUntil(request.expiresAt, now);
  const part = spent(request, now);
  return (
    <div className={`ci-ask ${part > 0.8 ? 'ci-ask-late' : ''}`}>
      <div className="ci-ask-title">{left > 0 ? 'Time left to decide' : 'The time to decide is over'}</div>
      <div className="ci-countdown ci-figures" title={`Until ${absolute(request.expiresAt)}`} aria-hidden="true">
        {countdown(left)}
      </div>
      <span className="ci-hidden" role="timer">
        {deadlineInWords(request, now)}
      </span>
      <div className="ci-meter" aria-hidden="true">
        <span style={{ width: `${(1 - part) * 100}%` }} />
      </div>
      <p>
        <b>{stillNeeded(view)}</b> Until <At at={request.expiresAt} />.
      </p>
      <p className="ci-quiet">{ifNobodyAnswers(view)}</p>
    </div>
  );
};

const Running = ({ view }: { view: IncidentView }) => {
  const steps = (view.plan?.steps ?? []).filter(({ kind }) => kind === 'do');
  const states = steps.map((step) =>
    stepState(
      step,
      view.journal.find((row) => row.step === step.id),
      { closed: false, undo: view.kind === 'undo' },
    ),
  );
  const over = states.filter(({ word }) => !['planned', 'running'].includes(word)).length;
  const current = steps[states.findIndex(({ word }) => word === 'running')] ?? steps[over];
  return (
    <div className="ci-ask">
      <div className="ci-ask-title">{over < steps.length ? `Step ${over + 1} of ${steps.length}` : 'Reading back'}</div>
      <div className="ci-ask-step">
        {over < steps.length ? current?.title : 'Every step ran; the account is read back.'}
      </div>
      <div className="ci-pips" aria-hidden="true">
        {states.map((state, index) => (
          <span key={steps[index]?.id} className={`ci-pip ci-pip-${state.tone}`} />
        ))}
      </div>
      <p className="ci-quiet">Nothing is asked of you now.</p>
    </div>
  );
};

const Looking = ({ view }: { view: IncidentView }) => (
  <div className="ci-ask">
    <div className="ci-ask-title">Looking around</div>
    <div className="ci-countdown ci-figures">
      <Lasted from={view.openedAt} to={undefined} />
    </div>
    <p className="ci-quiet">The facts are being read. Nothing is changed, and nothing is asked of you now.</p>
  </div>
);

const Queued = ({ startAfter }: { startAfter: string }) => {
  const left = secondsUntil(startAfter, useNow());
  return (
    <div className="ci-ask">
      <div className="ci-ask-title">{left > 0 ? 'Looked at in' : 'Its turn has come'}</div>
      <div className="ci-countdown ci-figures" title={absolute(startAfter)}>
        {countdown(left)}
      </div>
      <p>
        It was opened in a flood of routine findings, and is looked at after <At at={startAfter} />.
      </p>
      <p className="ci-quiet">
        A severe finding about the same target ends the wait. Nothing is changed, and nothing is asked of you now.
      </p>
    </div>
  );
};

const Closed = ({ view }: { view: IncidentView }) => (
  <div className="ci-ask">
    <div className="ci-ask-title">Whose time it was</div>
    <SplitBar view={view} />
    {view.closedAt ? (
      <p className="ci-quiet">
        Closed <At at={view.closedAt} />.
      </p>
    ) : null}
  </div>
);

/** What is asked of the reader at this moment, and by when. */
export const AskedPanel = ({ view }: { view: IncidentView }) => {
  const { stage, request, startAfter } = view;
  if (stage === 'waiting' && request) return <Countdown view={view} request={request} />;
  if (stage === 'claimed' && startAfter) return <Queued startAfter={startAfter} />;
  if (stage === 'running') return <Running view={view} />;
  return stage === 'closed' ? <Closed view={view} /> : <Looking view={view} />;
};
