import { useNow } from './use-now';
import { absolute, clock, duration } from './words';

/** A time as the reader's clock shows it; zone, date and UTC on hover. */
export const At = ({ at }: { at: string }) => (
  <time dateTime={at} title={absolute(at)}>
    {clock(at, Date.now())}
  </time>
);

/** How long something lasted; counts on while it has no end. */
export const Lasted = ({ from, to }: { from: string; to: string | undefined }) => {
  const now = useNow(to === undefined ? 1000 : undefined);
  const end = to === undefined ? now : Date.parse(to);
  return <span className="ci-figures">{duration((end - Date.parse(from)) / 1000)}</span>;
};
