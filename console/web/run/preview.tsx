import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { Preview, Setup } from '../../../incidents/views';
import { FactsView } from '../incident/facts';
import { PlanView } from '../incident/plan';
import { ended, listed } from '../incident/words';

type Planned = Extract<Preview, { kind: 'plan' }>;

/** Who decides about it, and that whoever asks does not. */
const WhoDecides = ({ preview, setup }: { preview: Planned; setup: Setup }) => {
  const others = preview.approvers.filter((name) => name !== setup.me.name);
  const enough = others.length >= preview.needed;
  return (
    <Alert type={enough ? 'info' : 'warning'} header="Nothing starts with your word alone">
      <p>
        {preview.needed === 1 ? 'One person has' : `${preview.needed} different people have`} to approve this:{' '}
        {others.length > 0 ? listed(others, 'or') : 'nobody is there who may'}. You ask for it, so you may not approve
        it.
      </p>
      {enough ? null : <p>Those are too few. It would wait until its deadline and then expire.</p>}
      {preview.policy.length > 0 ? <p className="cf-quiet">{preview.policy.map(ended).join(' ')}</p> : null}
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
