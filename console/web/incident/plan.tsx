import type { ReactNode } from 'react';
import type { JournalRow } from '../../../incidents/model';
import type { Plan } from '../../../playbooks/kit/plan';
import { Glyph } from './glyph';
import { At } from './moment';
import { Scope } from './scope';
import { StepView } from './step';
import { ended } from './words';

const RISK_WORDS: Readonly<Record<Plan['risk'], string>> = {
  read: 'only looks',
  reversible: 'can be put back',
  disruptive: 'something stops working',
  destructive: 'cannot be taken back',
};

const Row = ({ title, children }: { title: string; children: ReactNode }) => (
  <>
    <dt>{title}</dt>
    <dd>{children}</dd>
  </>
);

const List = ({ texts }: { texts: readonly string[] }) => (
  <ul className="ci-plain-list">
    {texts.map((text) => (
      <li key={text}>{text}</li>
    ))}
  </ul>
);

export const RiskBadge = ({ risk }: { risk: Plan['risk'] }) => (
  <span className={`ci-risk ci-risk-${risk}`}>
    <Glyph name={risk === 'destructive' || risk === 'disruptive' ? 'warning' : 'back'} size={13} />
    {risk}: {RISK_WORDS[risk]}
  </span>
);

const leavesOf = (plan: Plan): readonly string[] => [
  ...new Set(plan.steps.flatMap((step) => (step.kind === 'do' ? step.leaves : []))),
];

/** What approving costs: risk and why, who else feels it, how to put it back, what stays. */
const Impact = ({ plan }: { plan: Plan }) => {
  const leaves = leavesOf(plan);
  const notes = plan.notes.filter((note) => !leaves.includes(note));
  return (
    <dl className="ci-impact">
      <Row title="Risk">
        <RiskBadge risk={plan.risk} />
        {plan.riskReasons.length > 0 ? <List texts={plan.riskReasons} /> : null}
      </Row>
      <Row title="Who else feels it">
        {plan.reach.length > 0 ? (
          <List texts={plan.reach.map(({ text }) => text)} />
        ) : (
          'Nothing else is known to feel it.'
        )}
      </Row>
      <Row title="Undo">{ended(plan.undo)}</Row>
      {leaves.length > 0 ? (
        <Row title="Undo leaves">
          <List texts={leaves} />
        </Row>
      ) : null}
      {plan.cost.length > 0 ? (
        <Row title="Cost">
          <List texts={plan.cost} />
        </Row>
      ) : null}
      {notes.length > 0 ? (
        <Row title="Good to know">
          <List texts={notes} />
        </Row>
      ) : null}
      {plan.followUp ? (
        <Row title="Afterwards">
          {plan.followUp.playbook} is asked for separately: {ended(plan.followUp.reason)}
        </Row>
      ) : null}
    </dl>
  );
};

export interface PlanViewProps {
  readonly plan: Plan;
  /** What came of the steps, once they run. */
  readonly journal?: readonly JournalRow[];
  readonly closed?: boolean;
}

/** A plan as people approve it, and later what came of it: steps in order, risk, reach, undo, cost. */
export const PlanView = ({ plan, journal = [], closed = false }: PlanViewProps) => (
  <Scope>
    <ol className="ci-steps">
      {plan.steps.map((step, index) => (
        <StepView
          key={step.id}
          step={step}
          number={index + 1}
          row={journal.find((row) => row.step === step.id)}
          around={{ closed, undo: plan.shape === 'undo' }}
          plain={journal.length === 0 && !closed}
        />
      ))}
    </ol>
    <Impact plan={plan} />
    <p className="ci-quiet ci-fine">
      Plan <code title={plan.digest}>{plan.digest.slice(0, 8)}</code>, made <At at={plan.madeAt} /> by {plan.playbook}{' '}
      version {plan.version}
      {plan.shape ? `, shape ${plan.shape}` : ''}.
    </p>
  </Scope>
);
