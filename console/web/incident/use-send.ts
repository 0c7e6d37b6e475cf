import { useState } from 'react';
import { fieldOf, isRefusal, messageOf } from './api';

export interface Sent {
  readonly busy: boolean;
  readonly problem?: string;
  readonly field?: string;
}

/** One question to the hub at a time, with its refusal kept for the form that asked. */
export const useSend = () => {
  const [sent, setSent] = useState<Sent>({ busy: false });
  const send = async (ask: () => Promise<string | undefined>): Promise<void> => {
    if (sent.busy) return;
    setSent({ busy: true });
    try {
      const problem = await ask();
      setSent(problem === undefined ? { busy: false } : { busy: false, problem });
    } catch (error) {
      const field = fieldOf(error);
      const sorry = isRefusal(error)
        ? messageOf(error)
        : `${messageOf(error)} It is not certain whether it was recorded: look at the incident before you try again.`;
      setSent({ busy: false, problem: sorry, ...(field ? { field } : {}) });
    }
  };
  return { sent, send };
};
