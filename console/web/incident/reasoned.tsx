import Alert from '@cloudscape-design/components/alert';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Decided } from '../../../incidents/decide';
import type { IncidentView } from '../../../incidents/views';
import { incidentPath } from './api';
import { sayDecided } from './decided-words';
import { Dialog, ReasonField, reasonFault } from './dialog';
import type { DialogContext } from './dialog-context';
import { type DriftChoice, driftChoices } from './journal-words';
import type { ActionName } from './state';
import { useSend } from './use-send';

export type Reasoned = Exclude<ActionName, 'approve'>;

interface Wording {
  readonly title: string;
  readonly submit: string;
  readonly what: string;
  readonly hint: string;
  readonly done: string;
}
const WORDS: Readonly<Record<Reasoned, Wording>> = {
  deny: {
    title: 'Deny',
    submit: 'Deny',
    what: 'Nothing will be changed. New findings on this target stay quiet for some hours unless they are more severe.',
    hint: 'Why is no containment needed? Stands in the audit trail.',
    done: 'Denied. Nothing is changed.',
  },
  retry: {
    title: 'Try again',
    submit: 'Try again',
    what: 'This asks for the steps that are not done yet, with your approval as the first vote unless the new plan goes further.',
    hint: 'Why try again? Stands in the audit trail.',
    done: 'The remaining steps are asked for again, with your approval as the first vote unless the new plan goes further.',
  },
  undo: {
    title: 'Undo',
    submit: 'Ask for the undo',
    what: 'This asks for an undo: it gets a plan of its own, and others approve that before anything is put back.',
    hint: 'Why should it be put back? Stands in the audit trail.',
    done: 'The undo is being planned. It needs an approval of its own.',
  },
  keep: {
    title: 'Keep as it is',
    submit: 'Keep',
    what: 'Nothing more is done and nothing is put back. What is done stays.',
    hint: 'Why is this enough? Stands in the audit trail.',
    done: 'Kept as it is. Nothing more is done.',
  },
};

interface PickProps {
  readonly choices: readonly DriftChoice[];
  readonly view: IncidentView;
  readonly picked: readonly string[];
  readonly onPick: (ids: readonly string[]) => void;
}

const stepTitle = (view: IncidentView, step: string): string =>
  view.plan?.steps.find(({ id }) => id === step)?.title ?? step;

/** What somebody else changed since: left alone, field by field, unless it is picked here. */
const PickDrift = ({ choices, view, picked, onPick }: PickProps) => (
  <FormField
    label="Somebody else changed these since"
    description="An undo leaves them alone. Tick what it may overwrite with what was there before the first change."
    stretch
  >
    <div className="ci-picks">
      {choices.map(({ id, step, field, leftAs, foundAs }) => (
        <div className="ci-pick" key={id}>
          <Checkbox
            checked={picked.includes(id)}
            onChange={({ detail }) => onPick(detail.checked ? [...picked, id] : picked.filter((one) => one !== id))}
            description={stepTitle(view, step)}
          >
            Overwrite {field}
          </Checkbox>
          <dl className="ci-theirs">
            <dt>Theirs, found at the last undo</dt>
            <dd>{foundAs}</dd>
            <dt>Ours, as Cordon left it</dt>
            <dd>{leftAs}</dd>
          </dl>
        </div>
      ))}
    </div>
  </FormField>
);

const Remaining = ({ view }: { view: IncidentView }) => {
  const done = view.journal.filter(({ status }) => status === 'done').map(({ step }) => step);
  const left = (view.plan?.steps ?? []).filter(({ id, kind }) => kind === 'do' && !done.includes(id));
  return left.length === 0 ? null : (
    <div>
      <b>Not done yet</b>
      <ul className="ci-plain-list">
        {left.map(({ id, title }) => (
          <li key={id}>{title}</li>
        ))}
      </ul>
    </div>
  );
};

type Answer = Decided | { readonly incidentId: string } | { readonly kind: 'kept' };

const bodyOf = (what: Reasoned, view: IncidentView, reason: string, picked: readonly string[]) => {
  if (what === 'deny') return { revision: view.request?.revision ?? 0, vote: 'deny', reason };
  return what === 'undo' && picked.length > 0 ? { reason, acceptDrift: picked } : { reason };
};

/** Everything that needs a reason and nothing else; an undo also takes the fields that may be overwritten. */
export const ReasonedDialog = ({
  what,
  view,
  api,
  refresh,
  onClose,
  onDone,
}: DialogContext & { readonly what: Reasoned }) => {
  const words = WORDS[what];
  const [reason, setReason] = useState('');
  const [picked, setPicked] = useState<readonly string[]>([]);
  const [tried, setTried] = useState(false);
  const [seen] = useState(view.request?.revision);
  const { sent, send } = useSend();
  const choices = what === 'undo' ? driftChoices(view.journal) : [];
  const fault = reasonFault(reason);
  const gone = what === 'deny' && (view.stage !== 'waiting' || view.request?.revision !== seen);
  const path = incidentPath(view.incidentId, what === 'deny' ? '/decision' : `/${what}`);
  const submit = () => {
    setTried(true);
    if (fault) return;
    void send(async () => {
      const answer = await api.post<Answer>(path, bodyOf(what, view, reason.trim(), picked));
      const said = 'kind' in answer && answer.kind !== 'kept' ? sayDecided(answer) : undefined;
      if (said?.refused) return said.text;
      onDone({ text: said?.text ?? words.done, ...('incidentId' in answer ? { incidentId: answer.incidentId } : {}) });
      void refresh();
      return undefined;
    });
  };
  return (
    <Dialog
      title={`${words.title}: ${view.headline}`}
      onClose={onClose}
      problem={sent.problem}
      {...(gone ? {} : { submit: { text: words.submit, busy: sent.busy, onClick: submit } })}
    >
      <SpaceBetween size="m">
        {gone ? (
          <Alert type="info" header="This changed while you read">
            {view.sentence} Close this and look again.
          </Alert>
        ) : null}
        <div>
          {what === 'deny' && view.kind === 'undo' ? 'Nothing is put back: everything stays contained.' : words.what}
        </div>
        {what === 'retry' ? <Remaining view={view} /> : null}
        {choices.length > 0 ? <PickDrift choices={choices} view={view} picked={picked} onPick={setPicked} /> : null}
        {gone ? null : (
          <ReasonField value={reason} hint={words.hint} fault={tried ? fault : undefined} onChange={setReason} />
        )}
      </SpaceBetween>
    </Dialog>
  );
};
