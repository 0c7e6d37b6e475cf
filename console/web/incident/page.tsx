import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useEffect, useState } from 'react';
import type { Pause } from '../../../incidents/control';
import type { IncidentView, Setup } from '../../../incidents/views';
import { ActionBar } from './actions';
import type { ConsoleApi } from './api';
import { ApprovalView } from './approval';
import { ApproveDialog } from './approve';
import { AuditView } from './audit';
import { BeforeAfter } from './before-after';
import type { DialogContext } from './dialog-context';
import { FactsView } from './facts';
import { FindingsView } from './findings';
import { Hero } from './hero';
import { At } from './moment';
import { ReasonedDialog } from './reasoned';
import { Scope } from './scope';
import { LinksSection, PlanSection, Section, WorkflowSection } from './sections';
import { Skeleton } from './skeleton';
import { SplitBar } from './split';
import type { ActionName } from './state';
import { type Incident, useIncident } from './use-incident';

const PAUSE_MS = 10_000;

/** The kill switch, read now and then; unknown while it cannot be read. */
const usePause = (api: ConsoleApi): Pause | undefined => {
  const [pause, setPause] = useState<Pause>();
  useEffect(() => {
    let over = false;
    const look = () => {
      if (!document.hidden)
        api.get<Pause>('/pause').then(
          (found) => over || setPause(found),
          () => undefined,
        );
    };
    look();
    const timer = setInterval(look, PAUSE_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [api]);
  return pause;
};

const NotThere = ({
  incident,
  incidentId,
  onAgain,
}: {
  incident: Incident;
  incidentId: string;
  onAgain: () => void;
}) => (
  <Alert
    type={incident.missing ? 'info' : 'error'}
    header={incident.missing ? `There is no incident ${incidentId}` : 'The incident could not be read'}
    action={<Button onClick={onAgain}>Try again</Button>}
  >
    {incident.problem}
  </Alert>
);

const Stale = ({ incident }: { incident: Incident }) =>
  incident.problem && incident.readAt !== undefined ? (
    <Alert type="warning" header="This may be out of date">
      It was read <At at={new Date(incident.readAt).toISOString()} /> and could not be read since: {incident.problem}
    </Alert>
  ) : null;

interface Said {
  readonly text: string;
  readonly incidentId?: string;
}

const Notice = ({
  said,
  hrefOf,
  onClose,
}: {
  said: Said | undefined;
  hrefOf: (id: string) => string;
  onClose: () => void;
}) => (
  // Always there, so that a screen reader hears what appears in it.
  <div role="status">
    {said ? (
      <Alert type="success" dismissible dismissAriaLabel="Close" onDismiss={onClose}>
        {said.text} {said.incidentId ? <a href={hrefOf(said.incidentId)}>Open {said.incidentId}</a> : null}
      </Alert>
    ) : null}
  </div>
);

const Body = ({ view, incident, api, awsConsole, hrefOf }: BodyProps) => (
  <div className="ci-columns">
    <div className="ci-column">
      <PlanSection view={view} />
      {view.target.kind === 'finding' ? null : (
        <Section title="Before and after" about="The target when the plan was made, and what the account says now.">
          <BeforeAfter api={api} view={view} />
        </Section>
      )}
      <Section title="What was seen" about="Facts, as they were read for the plan.">
        <FactsView facts={(view.plan ?? view.look)?.facts ?? []} />
      </Section>
    </div>
    <div className="ci-column ci-column-side">
      <WorkflowSection view={view} workflow={incident.workflow} problem={incident.workflowProblem} />
      <Section title="Approval">
        <ApprovalView view={view} />
      </Section>
      <Section title="Findings">
        <FindingsView view={view} />
      </Section>
      {view.stage === 'closed' ? null : (
        <Section title="Time so far" about="Split into whose time it was.">
          <SplitBar view={view} />
        </Section>
      )}
      <LinksSection view={view} awsConsole={awsConsole} hrefOf={hrefOf} />
    </div>
    <div className="ci-column-all">
      <Section title="Audit trail" about="Each row carries the hash of the one before it.">
        <AuditView api={api} view={view} />
      </Section>
    </div>
  </div>
);
interface BodyProps {
  readonly view: IncidentView;
  readonly incident: Incident;
  readonly api: ConsoleApi;
  readonly awsConsole: boolean;
  readonly hrefOf: (incidentId: string) => string;
}

const ActionDialog = ({ name, ...context }: DialogContext & { readonly name: ActionName }) =>
  name === 'approve' ? <ApproveDialog {...context} /> : <ReasonedDialog {...context} what={name} />;

export interface IncidentPageProps {
  readonly incidentId: string;
  readonly api: ConsoleApi;
  readonly me: Setup['me'];
  /** Where the page of another incident is. */
  readonly hrefOf?: (incidentId: string) => string;
  /** False where the accounts are emulated, and links to the AWS console would lead astray. */
  readonly awsConsole?: boolean;
}

const toIncident = (incidentId: string): string => `#/incidents/${encodeURIComponent(incidentId)}`;

/** Everything about one incident, in the order in which somebody who was just woken needs it. It keeps itself up to date. */
export const IncidentPage = ({ incidentId, api, me, hrefOf = toIncident, awsConsole = true }: IncidentPageProps) => {
  const { incident, refresh } = useIncident(api, incidentId);
  const pause = usePause(api);
  const [open, setOpen] = useState<ActionName>();
  const [said, setSaid] = useState<Said>();
  const { view } = incident;
  // Another person or another incident: what was said and begun belongs to the one before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: these two are when to forget, not what to read
  useEffect(() => {
    setOpen(undefined);
    setSaid(undefined);
  }, [incidentId, me.personId]);
  const stage = view?.stage;
  // What was said of the beginning is over with the end.
  useEffect(() => (stage === 'closed' ? setSaid(undefined) : undefined), [stage]);
  const done = (what: Said) => {
    setOpen(undefined);
    setSaid(what);
  };
  return (
    <Scope className="ci-page">
      {!view && !incident.problem ? <Skeleton heights={[260, 420, 420]} say="Reading the incident" /> : null}
      {!view && incident.problem ? (
        <NotThere incident={incident} incidentId={incidentId} onAgain={() => void refresh()} />
      ) : null}
      {view ? (
        <>
          <Notice said={said} hrefOf={hrefOf} onClose={() => setSaid(undefined)} />
          <Stale incident={incident} />
          <Hero view={view} pause={pause} hrefOf={hrefOf}>
            <ActionBar view={view} personId={me.personId} onAct={setOpen} />
          </Hero>
          <Body view={view} incident={incident} api={api} awsConsole={awsConsole} hrefOf={hrefOf} />
          {open ? (
            <ActionDialog
              key={open}
              name={open}
              api={api}
              view={view}
              refresh={refresh}
              onClose={() => setOpen(undefined)}
              onDone={done}
            />
          ) : null}
        </>
      ) : null}
    </Scope>
  );
};
