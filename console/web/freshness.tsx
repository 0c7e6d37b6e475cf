import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import type { ReactNode } from 'react';
import { clock } from './incident/words';
import type { Polled } from './use-polled';

/** "updated 17:20:03": quiet while all is well. */
export const Updated = ({ at }: { at: number | undefined }): ReactNode =>
  at === undefined ? null : <span className="cf-updated">updated {clock(new Date(at).toISOString(), Date.now())}</span>;

interface Props extends Polled<unknown> {
  /** "The incidents", as the start of a sentence. */
  readonly what: string;
  readonly refresh: () => void;
}

/** Why what is shown may be old, or why there is nothing. What was read before stays on the page. */
export const Trouble = ({ what, value, at, problem, refresh }: Props): ReactNode => (
  <div role="status">
    {problem === undefined ? null : (
      <Alert
        type={value === undefined ? 'error' : 'warning'}
        header={
          value === undefined || at === undefined
            ? `${what} could not be read`
            : `${what} may be out of date: last read ${clock(new Date(at).toISOString(), Date.now())}`
        }
        action={<Button onClick={refresh}>Try again</Button>}
      >
        {problem}
      </Alert>
    )}
  </div>
);
