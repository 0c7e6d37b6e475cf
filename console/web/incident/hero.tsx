import Alert from '@cloudscape-design/components/alert';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import type { ReactNode } from 'react';
import type { Pause } from '../../../incidents/control';
import type { IncidentView } from '../../../incidents/views';
import { AskedPanel } from './asked';
import { Severity } from './findings';
import { Glyph } from './glyph';
import { At } from './moment';
import { stateOf } from './state';
import { ended } from './words';

const Item = ({ title, children }: { title: string; children: ReactNode }) => (
  <div>
    <dt>{title}</dt>
    <dd>{children}</dd>
  </div>
);

const KINDS: Readonly<Record<IncidentView['target']['kind'], string>> = {
  'ec2-instance': 'Instance',
  'iam-user': 'IAM user',
  finding: 'Finding',
};

const TargetItem = ({ target }: { target: IncidentView['target'] }) => (
  <Item title={KINDS[target.kind]}>
    {target.name ? `${target.name} ` : ''}
    <CopyToClipboard
      variant="inline"
      textToCopy={target.id}
      copyButtonAriaLabel={`Copy ${target.id}`}
      copySuccessText="Copied"
      copyErrorText="Could not be copied"
    />
  </Item>
);

const About = ({ view }: { view: IncidentView }) => {
  const { account, target, plan } = view;
  const production = account.environment === 'production' || account.environment === 'unknown';
  return (
    <dl className="ci-about">
      <Item title="Environment">
        <span className={production ? 'ci-env ci-env-production' : 'ci-env'}>{account.environment}</span>
      </Item>
      <Item title="Account">
        {account.name} <span className="ci-quiet ci-figures">{account.id}</span>
      </Item>
      <TargetItem target={target} />
      {target.region === 'global' ? null : <Item title="Region">{target.region}</Item>}
      <Item title="Owner">{plan?.owner ?? <span className="ci-quiet">not known</span>}</Item>
      {view.severity > 0 ? (
        <Item title="Severity">
          <Severity severity={view.severity} />
        </Item>
      ) : null}
      <Item title="Incident">
        <span className="ci-id">{view.incidentId}</span>
      </Item>
      <Item title="Opened">
        <At at={view.openedAt} /> <span className="ci-quiet">by {view.openedBy}</span>
      </Item>
    </dl>
  );
};

const pauseMatters = ({ stage }: IncidentView): boolean => stage === 'waiting' || stage === 'running';

const Warnings = ({ view, pause }: { view: IncidentView; pause: Pause | undefined }) => (
  <>
    {view.plan?.mode === 'dry-run' && view.stage !== 'closed' ? (
      <Alert type="info" header="Dry run">
        The account {view.account.name} is not switched on: approving runs every check and changes nothing.
      </Alert>
    ) : null}
    {pause?.paused && pauseMatters(view) ? (
      <Alert type="warning" header="All changes are paused">
        {view.names[pause.by] ?? pause.by}, <At at={pause.at} />: {ended(pause.reason)} Until somebody resumes, no step
        runs, approved or not.
      </Alert>
    ) : null}
  </>
);

const Kept = ({ view }: { view: IncidentView }) =>
  view.kept ? (
    <p>
      <b>Kept as it is</b> by {view.names[view.kept.personId] ?? view.kept.personId}, <At at={view.kept.at} />:{' '}
      <span className="ci-words">“{view.kept.reason}”</span>
    </p>
  ) : null;

interface HeroProps {
  readonly view: IncidentView;
  readonly pause: Pause | undefined;
  readonly hrefOf: (incidentId: string) => string;
  readonly children: ReactNode;
}

const Related = ({ view, hrefOf }: Pick<HeroProps, 'view' | 'hrefOf'>) => (
  <>
    {view.undoOf ? (
      <p>
        This puts back <a href={hrefOf(view.undoOf)}>{view.undoOf}</a>.
      </p>
    ) : null}
    {view.undo ? (
      <p>
        {view.undo.open ? 'An undo is under way: ' : 'Last undo: '}
        <a href={hrefOf(view.undo.incidentId)}>{view.undo.incidentId}</a>.
      </p>
    ) : null}
  </>
);

/** The first thing that is read: what state it is in, what happened, what is asked, what can be done. */
export const Hero = ({ view, pause, hrefOf, children }: HeroProps) => {
  const state = stateOf(view);
  return (
    <header className={`ci-hero ci-hero-${state.tone}`}>
      <div className="ci-hero-main">
        <div className="ci-state" role="status">
          <span className="ci-state-icon">
            <Glyph name={state.icon} size={18} />
          </span>
          {state.word}
        </div>
        <h1>{view.headline}</h1>
        <p className="ci-sentence">{view.sentence}</p>
        {view.outcomeDetail && !view.sentence.includes(view.outcomeDetail) ? (
          <p className="ci-outcome">{ended(view.outcomeDetail)}</p>
        ) : null}
        {view.reason && !view.sentence.includes(view.reason) ? <p className="ci-words">“{view.reason}”</p> : null}
        <Kept view={view} />
        <Related view={view} hrefOf={hrefOf} />
        {children}
      </div>
      <AskedPanel view={view} />
      <div className="ci-hero-warnings">
        <Warnings view={view} pause={pause} />
      </div>
      <About view={view} />
    </header>
  );
};
