import type { JournalRow } from '../../../incidents/model';
import type { PlannedStep } from '../../../playbooks/kit/plan';
import { Glyph } from './glyph';
import { type Around, driftOf, type StepState, stepState } from './journal-words';
import { At, Lasted } from './moment';
import { counted, ended } from './words';

const Json = ({ title, value }: { title: string; value: unknown }) =>
  value === undefined || value === null ? null : (
    <div className="ci-json">
      <div className="ci-json-title">{title}</div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{JSON.stringify(value, null, 2)}</pre>
    </div>
  );

const Drifted = ({ row }: { row: JournalRow }) => {
  const drift = driftOf(row);
  return drift.length === 0 ? null : (
    <table className="ci-drift">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Cordon left it as</th>
          <th scope="col">Found as</th>
        </tr>
      </thead>
      <tbody>
        {drift.map(({ field, leftAs, foundAs }) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            <td>{leftAs}</td>
            <td>{foundAs}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Attempts = ({ row }: { row: JournalRow }) => (
  <span className="ci-quiet">
    <At at={row.startedAt} />
    {row.attempts > 0 ? (
      <>
        , <Lasted from={row.startedAt} to={row.finishedAt ?? row.undo?.at} />
      </>
    ) : null}
    {row.attempts > 1 ? `, ${counted(row.attempts, 'attempt')}` : ''}
  </span>
);

/** What came of a step: what was read back, what went wrong, and everything that was kept about it. */
const Result = ({ row, running }: { row: JournalRow; running: boolean }) => (
  <div className="ci-result">
    {row.saw ? (
      <p>
        <b>Read back:</b> {ended(row.saw)}
      </p>
    ) : null}
    {row.problem ? (
      <p className="ci-bad">
        <b>Problem:</b> {ended(row.problem)}
      </p>
    ) : null}
    {row.undo ? (
      <p>
        <b>Undo:</b> {ended(row.undo.detail)}{' '}
        <span className="ci-quiet">
          (<At at={row.undo.at} />)
        </span>
      </p>
    ) : null}
    <Drifted row={row} />
    {row.carriedFrom ? (
      <p className="ci-quiet">
        Begun in {row.carriedFrom}, whose change still stands: what was found before is from there.
      </p>
    ) : null}
    <details className="ci-details">
      <summary>
        <span>Journal</span> {running ? null : <Attempts row={row} />}
      </summary>
      <Json title="Found before" value={row.before} />
      <Json title="Left behind" value={row.left} />
      <Json title="Input" value={row.input} />
    </details>
  </div>
);

const Change = ({ step, ran }: { step: Extract<PlannedStep, { kind: 'do' }>; ran: boolean }) => (
  <dl className="ci-change">
    {step.before ? (
      <>
        <dt>{ran ? 'Before' : 'Now'}</dt>
        <dd className="ci-before">
          {step.before.split('; ').map((line) => (
            <span key={line}>{line}</span>
          ))}
        </dd>
      </>
    ) : null}
    <dt>{ran ? 'Change' : 'Then'}</dt>
    <dd>{step.what}</dd>
  </dl>
);

export const StepStatus = ({ state }: { state: StepState }) => (
  <span className={`ci-status ci-status-${state.tone}`}>
    <Glyph name={state.icon} size={13} />
    {state.word}
  </span>
);

interface StepProps {
  readonly step: PlannedStep;
  readonly number: number;
  readonly row: JournalRow | undefined;
  readonly around: Around;
  /** Nothing runs yet: the word would say the same on every line. */
  readonly plain: boolean;
}

/** One step of a plan: what is there now and what would be, and, once it ran, what came of it. */
export const StepView = ({ step, number, row, around, plain }: StepProps) => {
  const state = stepState(step, row, around);
  const skipped = step.kind === 'skip';
  return (
    <li className={`ci-step ci-step-${skipped ? 'skip' : state.tone}`}>
      <span className="ci-step-number" aria-hidden="true">
        {plain && !skipped ? number : <Glyph name={state.icon} size={13} />}
      </span>
      <div className="ci-step-body">
        <div className="ci-step-head">
          <span className="ci-step-title">{step.title}</span>
          {step.essential || skipped ? null : (
            <span className="ci-tag" title="When it fails, that is recorded and the run goes on.">
              if possible
            </span>
          )}
          {plain && !skipped ? null : <StepStatus state={state} />}
        </div>
        {step.kind === 'skip' ? (
          <p className="ci-quiet">{ended(step.because)}</p>
        ) : (
          <Change step={step} ran={row !== undefined || around.closed} />
        )}
        {row && !skipped ? <Result row={row} running={state.word === 'running'} /> : null}
      </div>
    </li>
  );
};
