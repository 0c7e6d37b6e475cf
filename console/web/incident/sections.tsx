import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { ReactNode } from 'react';
import type { IncidentView, WorkflowView } from '../../../incidents/views';
import { Graph, GraphList } from './graph';
import { drawn } from './graph-words';
import { consolePages } from './links';
import { At } from './moment';
import { PlanView } from './plan';

interface SectionProps {
  readonly title: string;
  readonly about?: string;
  readonly children: ReactNode;
}

export const Section = ({ title, about, children }: SectionProps) => (
  <Container
    header={
      <Header variant="h2" {...(about ? { description: about } : {})}>
        {title}
      </Header>
    }
  >
    {children}
  </Container>
);

/** The plan, or what was seen when there was nothing to approve. */
export const PlanSection = ({ view }: { view: IncidentView }) => {
  const { plan, look, stage } = view;
  const closed = stage === 'closed';
  const asked = !closed && stage !== 'running' && view.journal.every(({ attempts }) => attempts === 0);
  if (plan)
    return (
      <Section
        title={asked ? 'If approved' : 'Steps'}
        about={asked ? 'What would be done, in this order.' : 'What was planned, and what came of it.'}
      >
        <PlanView plan={plan} journal={view.journal} closed={closed} />
      </Section>
    );
  if (look)
    return (
      <Section title="What was seen">
        <p>{look.why}</p>
        <p className="ci-quiet">
          Read <At at={look.at} />. Nothing was changed.
        </p>
      </Section>
    );
  return (
    <Section title="Plan">
      <p className="ci-quiet">{closed ? 'No plan was made.' : 'There is no plan yet. It follows from the facts.'}</p>
    </Section>
  );
};

const RUNS: Readonly<Record<string, string>> = {
  RUNNING: 'It runs.',
  SUCCEEDED: 'It ran to its end.',
  FAILED: 'It failed.',
  TIMED_OUT: 'It ran out of time.',
  ABORTED: 'It was stopped by hand.',
  NOT_STARTED: 'It has not started yet.',
  GONE: 'Step Functions no longer keeps this run: only the graph is left.',
};

interface WorkflowProps {
  readonly view: IncidentView;
  readonly workflow: WorkflowView | undefined;
  readonly problem: string | undefined;
}

export const WorkflowSection = ({ view, workflow, problem }: WorkflowProps) => (
  <Section title="Workflow" {...(workflow ? { about: `${workflow.machine}. ${RUNS[workflow.status] ?? ''}` } : {})}>
    {workflow ? (
      <>
        <Graph view={drawn(workflow, view)} />
        <details className="ci-details">
          <summary>The workflow as a list</summary>
          <GraphList view={drawn(workflow, view)} />
        </details>
      </>
    ) : (
      <p className="ci-quiet ci-graph-empty">{problem ?? 'Reading the run…'}</p>
    )}
  </Section>
);

interface LinksProps {
  readonly view: IncidentView;
  /** False where there is no AWS console: the pages would show somebody else's account. */
  readonly awsConsole: boolean;
  readonly hrefOf: (incidentId: string) => string;
}

const ConsolePages = ({ view, awsConsole }: Pick<LinksProps, 'view' | 'awsConsole'>) => {
  const links = awsConsole ? consolePages(view.links) : [];
  if (!awsConsole) return <p className="ci-quiet">These accounts are emulated: the AWS console does not know them.</p>;
  if (links.length === 0) return <p className="ci-quiet">There are no pages of the AWS console to this.</p>;
  return (
    <ul className="ci-plain-list">
      {links.map(({ title, url }) => (
        <li key={url}>
          <a href={url} target="_blank" rel="noopener noreferrer">
            {title} <span className="ci-hidden">(opens in a new tab)</span>
            <span aria-hidden="true">↗</span>
          </a>
        </li>
      ))}
    </ul>
  );
};

/** Pages of the AWS console, and what happened on this target before. */
export const LinksSection = ({ view, awsConsole, hrefOf }: LinksProps) => (
  <Section title="Elsewhere">
    <ConsolePages view={view} awsConsole={awsConsole} />
    <h3 className="ci-h3">Earlier on this target</h3>
    {view.earlier.length > 0 ? (
      <ul className="ci-plain-list">
        {view.earlier.map(({ incidentId, playbook, outcome, closedAt }) => (
          <li key={incidentId}>
            <a href={hrefOf(incidentId)}>{incidentId}</a>: {outcome}, {playbook}, <At at={closedAt} />
          </li>
        ))}
      </ul>
    ) : (
      <p className="ci-quiet">None.</p>
    )}
  </Section>
);
