import Alert from '@cloudscape-design/components/alert';
import { useCallback, useEffect, useState } from 'react';
import { incidentPath, messageOf } from './api';
import type { DialogContext } from './dialog-context';
import { At } from './moment';
import { Skeleton } from './skeleton';
import { ended } from './words';

/** What POST …/recheck answers. */
interface Rechecked {
  readonly at: string;
  readonly ok: boolean;
  readonly stale: readonly string[];
  readonly changed: readonly string[];
  readonly revision: number;
}
export type Check =
  | { readonly kind: 'checking' }
  | { readonly kind: 'checked'; readonly answer: Rechecked }
  | { readonly kind: 'unchecked'; readonly because: string; readonly revision: number };

/** Looks at the world again, and then at the record: a stale plan was replaced meanwhile. */
export const useCheck = ({
  api,
  view,
  refresh,
}: Pick<DialogContext, 'api' | 'view' | 'refresh'>): readonly [Check, () => void] => {
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

/** The revision that the check was about, and that a vote is for. */
export const reviewedOf = (check: Check): number | undefined => {
  if (check.kind === 'checking') return undefined;
  return check.kind === 'checked' ? check.answer.revision : check.revision;
};

const Sentences = ({ texts }: { texts: readonly string[] }) => (
  <ul className="ci-plain-list">
    {texts.map((text) => (
      <li key={text}>{text}</li>
    ))}
  </ul>
);

export const Verdict = ({ check, madeAt }: { check: Exclude<Check, { kind: 'checking' }>; madeAt: string }) => {
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

export const Checking = () => (
  <div className="ci-checking">
    <p>
      <b>Looking at the account again…</b> This takes a few seconds.
    </p>
    <Skeleton heights={[44, 64, 64, 64, 96]} say="Looking at the account again" />
  </div>
);
