import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Pause } from '../../incidents/control';
import type { Setup } from '../../incidents/views';
import type { ConsoleApi } from './incident/api';
import { Dialog, ReasonField, reasonFault } from './incident/dialog';
import { At } from './incident/moment';
import { useSend } from './incident/use-send';
import { ended } from './incident/words';

const nameOf = (setup: Setup, id: string): string => setup.people.find((person) => person.id === id)?.name ?? id;

/** The kill switch is thrown: who, when, why, and what that means. */
export const PauseBanner = ({ setup, onResume }: { setup: Setup; onResume: () => void }) => {
  const { pause } = setup;
  return (
    <Alert
      type="warning"
      header="All changes are paused"
      action={<Button onClick={onResume}>Allow changes again…</Button>}
    >
      By {nameOf(setup, pause.by)}
      {pause.at ? (
        <>
          , <At at={pause.at} />
        </>
      ) : null}
      : {ended(pause.reason)} Findings are still looked at and asked about; no step changes anything.
    </Alert>
  );
};

const WORDS = {
  pause: {
    title: 'Pause every change',
    submit: 'Pause every change',
    what: 'From this moment no step of any incident changes anything, in any account, undo included. Steps that are under way finish their current call. Findings are still looked at, and people are still asked.',
    hint: 'Why must everything stop? Everyone is told.',
  },
  resume: {
    title: 'Allow changes again',
    submit: 'Allow changes',
    what: 'Approved steps may change things again from this moment. What was refused during the pause stays refused: look at those incidents and retry them.',
    hint: 'Why is it safe again? Everyone is told.',
  },
} as const;

interface Props {
  readonly api: ConsoleApi;
  readonly setup: Setup;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Throws the kill switch, or lets it go; both need a reason. */
export const PauseDialog = ({ api, setup, onClose, onDone }: Props) => {
  const [pausing] = useState(!setup.pause.paused);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { sent, send } = useSend();
  const words = WORDS[pausing ? 'pause' : 'resume'];
  const fault = reasonFault(reason);
  const submit = () => {
    setTried(true);
    if (fault) return;
    void send(async () => {
      await api.post<Pause>('/pause', { paused: pausing, reason: reason.trim() });
      onDone();
      onClose();
      return undefined;
    });
  };
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      problem={sent.problem}
      submit={{ text: words.submit, busy: sent.busy, onClick: submit }}
    >
      <p>{words.what}</p>
      <br />
      <ReasonField value={reason} hint={words.hint} fault={tried ? fault : undefined} onChange={setReason} />
    </Dialog>
  );
};
