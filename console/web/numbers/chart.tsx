import { duration } from '../incident/words';
import { type Bar, type barsOf, PARTS, ticksFor, tickText, weekText } from './bars';

const HEIGHT = 220;

const Legend = () => (
  <ul className="cf-legend">
    {PARTS.map(({ id, title, about }) => (
      <li key={id}>
        <span className={`cf-swatch ci-share-${id}`} aria-hidden="true" />
        <b>{title}</b> <span className="cf-quiet">{about}</span>
      </li>
    ))}
  </ul>
);

const said = (bar: Bar): string =>
  bar.count === 0
    ? `Week of ${weekText(bar.week)}: nothing contained`
    : `Week of ${weekText(bar.week)}: ${bar.parts
        .map(({ id, seconds }) => `${PARTS.find((part) => part.id === id)?.title ?? id} ${duration(seconds)}`)
        .join(', ')}; median of the whole ${duration(bar.median ?? 0)}, ${bar.count} contained`;

const Column = ({ bar, most, every }: { bar: Bar; most: number; every: boolean }) => (
  <div className="cf-bar-column" title={said(bar)}>
    <div className="cf-bar-room" style={{ height: HEIGHT }}>
      {bar.count > 0 ? <span className="cf-bar-count">{duration(bar.sum)}</span> : null}
      {[...bar.parts].reverse().map(({ id, seconds }) => (
        <span key={id} className={`cf-bar-part ci-share-${id}`} style={{ height: `${(seconds / most) * 100}%` }} />
      ))}
    </div>
    <div className={`cf-bar-week ${every ? '' : 'cf-bar-week-odd'}`}>{weekText(bar.week)}</div>
  </div>
);

/** Weeks side by side, each split into whose time it was. The table below says the same in numbers. */
export const WeekChart = ({ bars }: { bars: ReturnType<typeof barsOf> }) => {
  const ticks = ticksFor(Math.max(1, ...bars.map(({ sum }) => sum)) * 1.08);
  const most = ticks.at(-1) ?? 1;
  return (
    <figure className="cf-chart">
      <figcaption>
        <Legend />
      </figcaption>
      <div className="cf-plot" aria-hidden="true">
        <div className="cf-axis" style={{ height: HEIGHT }}>
          {ticks.map((tick) => (
            <span key={tick} style={{ bottom: `${(tick / most) * 100}%` }}>
              {tickText(tick)}
            </span>
          ))}
        </div>
        <div className="cf-bars">
          <div className="cf-grid" style={{ height: HEIGHT }}>
            {ticks.map((tick) => (
              <span key={tick} style={{ bottom: `${(tick / most) * 100}%` }} />
            ))}
          </div>
          {bars.map((bar, index) => (
            <Column key={bar.week} bar={bar} most={most} every={bars.length <= 13 || index % 3 === 0} />
          ))}
        </div>
      </div>
    </figure>
  );
};
