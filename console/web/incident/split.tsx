import type { IncidentView } from '../../../incidents/views';
import { useNow } from './use-now';
import { duration } from './words';

export interface Share {
  readonly id: 'provider' | 'machine' | 'human' | 'verify';
  readonly title: string;
  readonly seconds: number;
  /** It goes on at this moment. */
  readonly open: boolean;
}

/** Whose time it was so far. While people are waited for, their share grows. Pure. */
export const sharesOf = ({ split, times, stage }: Pick<IncidentView, 'split' | 'times' | 'stage'>, now: number) => {
  const waiting = stage === 'waiting' && times.askedAt !== undefined && times.decidedAt === undefined;
  const waited = waiting && times.askedAt ? Math.max(0, (now - Date.parse(times.askedAt)) / 1000) : undefined;
  const all: readonly (Omit<Share, 'seconds'> & { readonly seconds: number | undefined })[] = [
    { id: 'provider', title: 'GuardDuty', seconds: split.providerSeconds, open: false },
    { id: 'machine', title: 'Cordon', seconds: split.machineSeconds, open: false },
    { id: 'human', title: 'People', seconds: split.humanSeconds ?? waited, open: waiting },
    { id: 'verify', title: 'Read-back', seconds: split.verifySeconds, open: false },
  ];
  return all.flatMap((one): readonly Share[] => (one.seconds === undefined ? [] : [{ ...one, seconds: one.seconds }]));
};

// A share that is too small to be seen is still there.
const grow = ({ seconds }: Share, total: number): number => Math.max(seconds, total * 0.012, 0.001);

/** The time to contain as one bar, split into whose time it was. */
export const SplitBar = ({ view }: { view: IncidentView }) => {
  const now = useNow(view.stage === 'waiting' ? 1000 : undefined);
  const shares = sharesOf(view, now);
  const total = shares.reduce((sum, { seconds }) => sum + seconds, 0);
  if (shares.length === 0) return <p className="ci-quiet">Not known yet.</p>;
  return (
    <div className="ci-split">
      <div className="ci-split-bar" aria-hidden="true">
        {shares.map((share) => (
          <span key={share.id} className={`ci-share ci-share-${share.id}`} style={{ flexGrow: grow(share, total) }} />
        ))}
      </div>
      <dl className="ci-split-legend">
        {shares.map(({ id, title, seconds, open }) => (
          <div key={id}>
            <dt>
              <span className={`ci-swatch ci-share-${id}`} aria-hidden="true" />
              {title}
            </dt>
            <dd className="ci-figures">
              {duration(seconds)}
              {open ? ' so far' : ''}
            </dd>
          </div>
        ))}
        {view.split.totalSeconds === undefined ? null : (
          <div>
            <dt>In all</dt>
            <dd className="ci-figures">
              <b>{duration(view.split.totalSeconds)}</b>
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
};
