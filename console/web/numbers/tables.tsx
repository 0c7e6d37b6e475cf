import type { ReactNode } from 'react';
import type { Outcome } from '../../../incidents/model';
import type { NumbersView, Spread } from '../../../incidents/numbers';
import { duration } from '../incident/words';
import { type Bar, PARTS, weekText } from './bars';

const OUTCOMES: readonly { readonly id: Outcome; readonly title: string }[] = [
  { id: 'contained', title: 'Contained' },
  { id: 'partly contained', title: 'Partly' },
  { id: 'undone', title: 'Put back' },
  { id: 'denied', title: 'Denied' },
  { id: 'expired', title: 'Expired' },
  { id: 'stale', title: 'Out of date' },
  { id: 'dry run', title: 'Dry run' },
  { id: 'failed', title: 'Failed' },
  { id: 'reviewed', title: 'For review' },
  { id: 'not applicable', title: 'Nothing to do' },
];

const time = (spread: Spread | undefined): string => (spread ? duration(spread.median) : '–');
const number = (count: number | undefined): string => (count ? String(count) : '–');

/** As wide as its table, and scrolled by keyboard too when there is less room. */
const Wide = ({ label, children }: { label: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
  <section className="cf-scroll" aria-label={label} tabIndex={0}>
    {children}
  </section>
);

/** The bars in numbers. */
export const WeekTable = ({ bars }: { bars: readonly Bar[] }) => (
  <Wide label="Time to contain by week">
    <table className="cf-table">
      <caption>Medians by the week in which the incident was opened (Mondays, UTC)</caption>
      <thead>
        <tr>
          <th scope="col">Week of</th>
          <th scope="col">Contained</th>
          {PARTS.map(({ id, title }) => (
            <th scope="col" key={id}>
              {title}
            </th>
          ))}
          <th scope="col">Whole</th>
          <th scope="col">9 of 10 within</th>
        </tr>
      </thead>
      <tbody>
        {[...bars].reverse().map((bar) => (
          <tr key={bar.week}>
            <th scope="row">{weekText(bar.week)}</th>
            <td>{number(bar.count)}</td>
            {PARTS.map(({ id }) => {
              const part = bar.parts.find((one) => one.id === id);
              return <td key={id}>{part ? duration(part.seconds) : '–'}</td>;
            })}
            <td>{bar.median === undefined ? '–' : duration(bar.median)}</td>
            <td>{bar.p90 === undefined ? '–' : duration(bar.p90)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Wide>
);

interface OutcomeProps {
  readonly view: NumbersView;
  readonly titleOf: (playbook: string) => string;
}

/** How incidents ended, by playbook and over all. */
export const OutcomeTable = ({ view, titleOf }: OutcomeProps) => (
  <Wide label="How incidents ended">
    <table className="cf-table">
      <caption>Incidents opened in this time, by how they ended</caption>
      <thead>
        <tr>
          <th scope="col">Playbook</th>
          <th scope="col">Opened</th>
          <th scope="col">Open now</th>
          {OUTCOMES.map(({ id, title }) => (
            <th scope="col" key={id}>
              {title}
            </th>
          ))}
          <th scope="col">Median time</th>
        </tr>
      </thead>
      <tbody>
        {[
          ...view.playbooks.map((row) => ({ ...row, title: titleOf(row.playbook) })),
          { ...view.total, playbook: '', title: 'All' },
        ].map((row) => (
          <tr key={row.playbook} className={row.playbook === '' ? 'cf-sum' : ''}>
            <th scope="row">{row.title}</th>
            <td>{number(row.opened)}</td>
            <td>{number(row.open)}</td>
            {OUTCOMES.map(({ id }) => (
              <td key={id}>{number(row.outcomes[id])}</td>
            ))}
            <td>{time(row.seconds.total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Wide>
);
