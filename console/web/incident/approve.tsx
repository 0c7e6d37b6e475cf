import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useCallback, useEffect, useState } from 'react';
import type { Decided } from '../../../incidents/decide';
import type { IncidentView } from '../../../incidents/views';
import { type ConsoleApi, incidentPath, messageOf } from './api';
import { sayDecided } from './decided-words';
import { Dialog, ReasonField, reasonFault } from './dialog';
import { At } from './moment';
import { PlanView } from './plan';
import { Skeleton } from './skeleton';
import { useSend } from './use-send';
import { ended } from './words';

export interface DialogContext {
  readonly api: ConsoleApi;
  readonly view: IncidentView;
  readonly refresh: () => Promise<void>;
  readonly onClose: () => void;
  /** Closes the dialog and says on the page what came of it. */
  readonly onDone: (said: { readonly text: string; readonly incidentId?: string }) => void;
}

/** What POST …/recheck answers. */
interface Rechecked {
  readonly at: string;
  readonly ok: boolean;
  readonly stale: readonly string[];
  readonly changed: readonly string[];
  readonly revision: number;
}
type Check =
  | { readonly kind: 'checking' }
  | { readonly kind: 'checked'; readonly answer: Rechecked }
  | { readonly kind: 'unchecked'; readonly because: string; readonly revision: number };

/** Looks at the world again, and then at the record: a stale plan was replaced meanwhile. */
const useCheck = ({ api, view, refresh }: DialogContext): readonly [Check, () => void] => {
  const [check, setCheck] = useState<Check>({ kind: 'checking' });
  const { incidentId } = view;
  const revision = view.request?.revision ?? 0;
  const look = useCallback(async () => {
    setCheck({ kind: 'checking' });
    const found = await api.post<Rechecked>(incidentPath(incidentId, '/recheck'), {}).then(
      (answer): Check => ({ kind: 'checked', answer }),
      (error): Check => ({ kind: 'unchecked', because: messageOf(error), revision }),
    );
    await refresh();
    setCheck(found);
  }, [api, incidentId, refresh, revision]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dialog opens
  useEffect(() => {
    void look();
  }, []);
  return [check, () => void look()];
};

const Sentences = ({ texts }: { texts: readonly string[] }) => (
  <ul className="ci-plain-list">
    {texts.map((text) => (
      <li key={text}>{text}</li>
    ))}
  </ul>
);

const Verdict = ({ check, madeAt }: { check: Exclude<Check, { kind: 'checking' }>; madeAt: string }) => {
  if (check.kind === 'unchecked')
    return (
      <Alert type="warning" header="Could not be checked again">
        {ended(check.because)} It is checked once more before the first change.
      </Alert>
    );
  const { at, stale, changed } = check.answer;
  if (stale.length > 0)
    return (
      <Alert type="warning" header="The plan changed and its votes are cleared: review it again">
        <Sentences texts={stale} />
        This is the new plan, made <At at={madeAt} />.
      </Alert>
    );
  if (changed.length > 0)
    return (
      <Alert type="info" header="Some values are different now; the plan covers them">
        <Sentences texts={changed} />
        Checked <At at={at} />.
      </Alert>
    );
  return (
    <Alert type="success" header="Unchanged">
      The account is as it was when the plan was made, <At at={madeAt} />. Checked <At at={at} />.
    </Alert>
  );
};

const Checking = () => (
  <div className="ci-checking">
    <p>
      <b>Looking at the account again…</b> This takes a few seconds.
    </p>
    <Skeleton heights={[44, 64, 64, 64, 96]} say="Looking at the account again" />
  </div>
);

interface Entered {
  readonly reason: string;
  readonly typed: string;
}

const faultsOf = (view: IncidentView, { reason, typed }: Entered) => {
  if (view.plan?.risk !== 'destructive') return {};
  const last = view.target.id.slice(-4);
  return {
    reason: reasonFault(reason),
    typed: typed === last ? undefined : `These are not the last four characters of ${view.target.id}.`,
  };
};

const Typed = ({ view, value, fault, onChange }: TypedProps) => (
  <FormField
    label={`This cannot be taken back. Type the last four characters of ${view.target.id}`}
    description="Makes sure that this is the one you mean."
    {...(fault ? { errorText: fault } : {})}
  >
    <Input
      value={value}
      ariaRequired
      autoComplete={false}
      invalid={fault !== undefined}
      onChange={({ detail }) => onChange(detail.value.slice(0, 4))}
    />
  </FormField>
);
interface TypedProps {
  readonly view: IncidentView;
  readonly value: string;
  readonly fault: string | undefined;
  readonly onChange: (value: string) => void;
}

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

/** Shows exactly what is approved, as it is now, before it takes the vote. */
export const ApproveDialog = (context: DialogContext) => {
  const { view, api, refresh, onClose, onDone } = context;
  const [check, look] = useCheck(context);
  const [entered, setEntered] = useState<Entered>({ reason: '', typed: '' });
  const [tried, setTried] = useState(false);
  const { sent, send } = useSend();
  const { plan, request } = view;
  const open = view.stage === 'waiting' && request?.status === 'PENDING' && plan !== undefined;
  const reviewed = check.kind === 'checked' ? check.answer.revision : check.kind === 'unchecked' ? check.revision : 0;
  const ready = open && check.kind !== 'checking' && reviewed === request.revision;
  const faults = faultsOf(view, entered);
  const destructive = plan?.risk === 'destructive';
  const vote = () => {
    setTried(true);
    if (faults.reason ?? faults.typed) return;
    const body = {
      revision: reviewed,
      vote: 'approve',
      reason: entered.reason.trim(),
      ...(destructive ? { typed: entered.typed } : {}),
    };
    void send(async () => {
      const said = sayDecided(await api.post<Decided>(incidentPath(view.incidentId, '/decision'), body));
      if (said.refused) return said.text;
      await refresh();
      onDone({ text: said.text });
      return undefined;
    });
  };
  return (
    <Dialog
      title={`Approve: ${view.headline}`}
      size="large"
      onClose={onClose}
      problem={sent.problem}
      {...(ready
        ? { submit: { text: destructive ? 'Approve for good' : 'Approve', busy: sent.busy, onClick: vote } }
        : {})}
    >
      {check.kind === 'checking' ? <Checking /> : null}
      {check.kind !== 'checking' && !open ? <Over view={view} /> : null}
      {check.kind !== 'checking' && open && !ready ? <Newer onLook={look} /> : null}
      {ready ? (
        <SpaceBetween size="m">
          <Verdict check={check} madeAt={plan.madeAt} />
          {plan.mode === 'dry-run' ? (
            <Alert type="info" header="Dry run">
              Approving runs every check and changes nothing.
            </Alert>
          ) : null}
          <PlanView plan={plan} />
          <ReasonField
            value={entered.reason}
            optional={!destructive}
            hint="Stands in the audit trail, for everyone who reads it later."
            fault={tried ? faults.reason : undefined}
            onChange={(reason) => setEntered({ ...entered, reason })}
          />
          {destructive ? (
            <Typed
              view={view}
              value={entered.typed}
              fault={tried ? faults.typed : sent.field === 'typed' ? sent.problem : undefined}
              onChange={(typed) => setEntered({ ...entered, typed })}
            />
          ) : null}
        </SpaceBetween>
      ) : null}
    </Dialog>
  );
};
