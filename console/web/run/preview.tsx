import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { Preview, Setup } from '../../../incidents/views';
import { FactsView } from '../incident/facts';
import { PlanView } from '../incident/plan';
import { ended } from '../incident/words';
import { whoDecides } from './who-decides';

type Planned = Extract<Preview, { kind: 'plan' }>;

const WhoDecides = ({ preview, setup }: { preview: Planned; setup: Setup }) => {
  const { enough, lines, policy } = whoDecides(preview, setup.me.name);
  return (
    <Alert type={enough ? 'info' : 'warning'} header="Nothing starts with your word alone">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {policy ? <p className="cf-quiet">{policy}</p> : null}
    </Alert>
  );
};

/** What a run would do, before there is one. */
export const PreviewView = ({ preview, setup }: { preview: Preview; setup: Setup }) =>
  preview.kind === 'plan' ? (
    <Container
      header={
        <Header
          variant="h2"
          description={
            preview.plan.mode === 'live'
              ? 'This is what would be done, in this order, once it is approved. Nothing has been changed.'
              : 'This account is in dry run: the steps are reported and nothing is changed, not even after approval.'
          }
        >
          {preview.plan.headline}
        </Header>
      }
    >
      <PlanView plan={preview.plan} />
      <details className="cf-facts">
        <summary>What was seen for this plan</summary>
        <FactsView facts={preview.plan.facts} />
      </details>
      <WhoDecides preview={preview} setup={setup} />
    </Container>
  ) : (
    <Container header={<Header variant="h2">{preview.headline ?? 'There is nothing to do'}</Header>}>
      <Alert type="info">{ended(preview.why)} There is no plan, so there is nothing to start.</Alert>
      {preview.facts.length > 0 ? <FactsView facts={preview.facts} /> : null}
    </Container>
  );
