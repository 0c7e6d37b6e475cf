import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Spinner from '@cloudscape-design/components/spinner';
import Tiles from '@cloudscape-design/components/tiles';
import { useState } from 'react';
import type { PlaybookCard, Setup } from '../../../incidents/views';
import type { ConsoleApi } from '../incident/api';
import { ReasonField, reasonFault } from '../incident/dialog';
import { hrefTo, placeOf, toIncident } from '../place';
import { go, rewrite } from '../router';
import { PreviewView } from './preview';
import { fieldsOf, type Values } from './schema';
import { TargetForm, type TargetFormProps } from './target-form';
import { type Asked, faultsIn, useRun } from './use-run';
import { WithLinks } from './with-links';

const NO_SCHEMA = {};
const WhichPlaybook = ({
  cards,
  chosen,
  onChange,
}: {
  cards: readonly PlaybookCard[];
  chosen: PlaybookCard | undefined;
  onChange: (id: string) => void;
}) => (
  <Container header={<Header variant="h2">1. What to run</Header>}>
    <Tiles
      ariaLabel="Playbook"
      value={chosen?.id ?? null}
      columns={cards.length > 2 ? 3 : 2}
      items={cards.map(({ id, title, summary }) => ({ value: id, label: title, description: summary }))}
      onChange={({ detail }) => onChange(detail.value)}
    />
  </Container>
);

/** The form as it stands in the address: a link fills it in. */
const useForm = (hash: string) => {
  const { query } = placeOf(hash);
  const { playbook = '', ...values } = Object.fromEntries(query) as Values & { playbook?: string };
  const set = (change: Values): void =>
    rewrite(
      hrefTo(
        '/run',
        Object.fromEntries(Object.entries({ playbook, ...values, ...change }).filter(([, value]) => value !== '')),
      ),
    );
  return { playbook, values: values as Values, set };
};

interface Props {
  readonly api: ConsoleApi;
  readonly setup: Setup;
  readonly hash: string;
}

const Asking = ({ asked }: { asked: Asked }) => (
  <>
    <div role="status">
      {asked.busy === 'preview' ? (
        <p className="cf-waiting">
          <Spinner /> Cordon looks around the target; this takes a few seconds.
        </p>
      ) : null}
    </div>
    <div role="alert">
      {asked.problem ? (
        <Alert type="error" header="Not done">
          <WithLinks text={asked.problem} />
        </Alert>
      ) : null}
    </div>
  </>
);

/** The last step: why, and then it is others' turn. */
const Why = ({ asked, start }: { asked: Asked; start: (reason: string) => Promise<string | undefined> }) => {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const run = async (): Promise<void> => {
    setTried(true);
    if (reasonFault(reason)) return;
    const incidentId = await start(reason.trim());
    if (incidentId) go(toIncident(incidentId));
  };
  return (
    <Container header={<Header variant="h2">3. Why</Header>}>
      <ReasonField
        value={reason}
        onChange={setReason}
        hint="What did you see? Approvers read this first, and it stays in the audit trail."
        fault={asked.faults['reason'] ?? (tried ? reasonFault(reason) : undefined)}
      />
      <div className="cf-form-end">
        <Button variant="primary" loading={asked.busy === 'start'} loadingText="Asking" onClick={() => void run()}>
          Ask for approval
        </Button>
        <span className="cf-quiet">
          Opens an incident and asks the approvers. Nothing is changed before they say yes.
        </span>
      </div>
    </Container>
  );
};

interface OnWhatProps extends TargetFormProps {
  readonly asked: Asked;
  readonly onLook: () => void;
}

const OnWhat = ({ asked, onLook, ...form }: OnWhatProps) => (
  <Container header={<Header variant="h2">2. On what</Header>}>
    <TargetForm {...form} />
    <div className="cf-form-end">
      <Button
        variant={asked.preview ? 'normal' : 'primary'}
        loading={asked.busy === 'preview'}
        loadingText="Looking around"
        onClick={onLook}
      >
        {asked.preview ? 'Look again' : 'Preview the plan'}
      </Button>
      <span className="cf-quiet">Only reads the account. Nothing is opened and nothing is changed.</span>
    </div>
  </Container>
);

/** Playbook, target, preview, reason: in this order, and nothing starts before the plan was seen. */
export const RunPage = ({ api, setup, hash }: Props) => {
  const cards = setup.playbooks.filter(({ byHand }) => byHand);
  const { playbook, values, set } = useForm(hash);
  const [tried, setTried] = useState(false);
  const chosen = cards.find(({ id }) => id === playbook);
  const fields = fieldsOf(chosen?.target ?? NO_SCHEMA);
  const { asked, forget, preview, start } = useRun(api, chosen, fields, values);
  const own = faultsIn(fields, values);
  const change = (part: Values): void => {
    forget();
    set(part);
  };
  const look = () => {
    setTried(true);
    if (Object.keys(own).length === 0) void preview();
  };
  return (
    <>
      <Header
        variant="h1"
        description="Starts a playbook on a target that you choose, without a finding. You see the plan first; others approve it."
      >
        Run by hand
      </Header>
      <WhichPlaybook cards={cards} chosen={chosen} onChange={(id) => change({ playbook: id })} />
      {chosen ? (
        <OnWhat
          fields={fields}
          values={values}
          faults={tried ? { ...asked.faults, ...own } : asked.faults}
          setup={setup}
          onChange={(name, value) => change({ [name]: value })}
          asked={asked}
          onLook={look}
        />
      ) : null}
      <Asking asked={asked} />
      {asked.preview ? <PreviewView preview={asked.preview} setup={setup} /> : null}
      {asked.preview?.kind === 'plan' ? <Why asked={asked} start={start} /> : null}
    </>
  );
};
