import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import type { Decided } from '../../../incidents/decide';
import type { IncidentView } from '../../../incidents/views';
import { incidentPath } from './api';
import { ApproveForm, type Entered, faultsOf } from './approve-form';
import { sayDecided } from './decided-words';
import { Dialog } from './dialog';
import type { DialogContext } from './dialog-context';
import { PlanView } from './plan';
import { type Check, Checking, reviewedOf, useCheck, Verdict } from './recheck';
import { type Sent, useSend } from './use-send';
import { ended } from './words';

const Over = ({ view }: { view: IncidentView }) => (
  <Alert type="info" header="This request is no longer open">
    {ended(view.sentence)} Nothing was recorded as your vote.
  </Alert>
);

const Newer = ({ onLook }: { onLook: () => void }) => (
  <Alert
    type="warning"
    header="A newer plan was made while you read"
    action={<Button onClick={onLook}>Look again</Button>}
  >
    Your approval would not count for it. Look again, then decide.
  </Alert>
);

interface ReviewProps {
  readonly view: IncidentView;
  readonly check: Check;
  readonly onLook: () => void;
  readonly children: ReactNode;
}

const isOpen = ({ stage, request, plan }: IncidentView): boolean =>
  stage === 'waiting' && request?.status === 'PENDING' && plan !== undefined;

/** The plan that was checked is the one on the table. */
const isReady = (view: IncidentView, check: Check): boolean =>
  isOpen(view) && view.request?.revision === reviewedOf(check);

const Review = ({ view, check, onLook, children }: ReviewProps) => {
  const { plan } = view;
  if (check.kind === 'checking') return <Checking />;
  if (!isOpen(view) || !plan) return <Over view={view} />;
  if (!isReady(view, check)) return <Newer onLook={onLook} />;
  return (
    <SpaceBetween size="m">
      <Verdict check={check} madeAt={plan.madeAt} />
      {plan.mode === 'dry-run' ? (
        <Alert type="info" header="Dry run">
          Approving runs every check and changes nothing.
        </Alert>
      ) : null}
      <PlanView plan={plan} />
      {children}
    </SpaceBetween>
  );
};

/** The body of POST …/decision. */
const ballot = (view: IncidentView, check: Check, { reason, typed }: Entered) => ({
  revision: reviewedOf(check),
  vote: 'approve',
  reason: reason.trim(),
  ...(view.plan?.risk === 'destructive' ? { typed } : {}),
});

const faultsShown = (view: IncidentView, entered: Entered, tried: boolean, { field, problem }: Sent) => {
  const faults = tried ? faultsOf(view, entered) : {};
  const said = field && problem ? { [field]: problem } : {};
  return { ...said, ...faults };
};

/** Shows exactly what is approved, as it is now, before it takes the vote. */
export const ApproveDialog = (context: DialogContext) => {
  const { view, api, refresh, onClose, onDone } = context;
  const [check, look] = useCheck(context);
  const [entered, setEntered] = useState<Entered>({ reason: '', typed: '' });
  const [tried, setTried] = useState(false);
  const { sent, send } = useSend();
  const vote = () => {
    setTried(true);
    const { reason, typed } = faultsOf(view, entered);
    if (reason ?? typed) return;
    void send(async () => {
      const path = incidentPath(view.incidentId, '/decision');
      const said = sayDecided(await api.post<Decided>(path, ballot(view, check, entered)));
      if (said.refused) return said.text;
      onDone({ text: said.text });
      void refresh();
      return undefined;
    });
  };
  const text = view.plan?.risk === 'destructive' ? 'Approve for good' : 'Approve';
  return (
    <Dialog
      title={`Approve: ${view.headline}`}
      size="large"
      onClose={onClose}
      problem={sent.problem}
      {...(isReady(view, check) ? { submit: { text, busy: sent.busy, onClick: vote } } : {})}
    >
      <Review view={view} check={check} onLook={look}>
        <ApproveForm
          view={view}
          entered={entered}
          faults={faultsShown(view, entered, tried, sent)}
          onEnter={setEntered}
        />
      </Review>
    </Dialog>
  );
};
