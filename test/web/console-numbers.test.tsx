import { renderToStaticMarkup } from 'react-dom/server';
import { barsOf, ticksFor, tickText, weekText } from '../../console/web/numbers/bars';
import { WeekChart } from '../../console/web/numbers/chart';
import { OutcomeTable, WeekTable } from '../../console/web/numbers/tables';
import { madeUpNumbers } from '../console/made-up/numbers';

const view = madeUpNumbers(new Date('2026-11-23T12:00:00Z'), 12);
const bars = barsOf(view, 'isolate-instance');

it('has a bar for each week, empty where nothing was contained', () => {
  expect(bars.map(({ week }) => week)).toEqual(view.weeks);
  expect(bars.some(({ count }) => count === 0)).toBe(true);
  for (const bar of bars) expect(bar.sum).toBe(bar.parts.reduce((sum, { seconds }) => sum + seconds, 0));
});

it.each([
  [0.5, [0, 1]],
  [50, [0, 30, 60]],
  [2100, [0, 600, 1200, 1800, 2400]],
  [9_000_000, [0, 2_332_800, 4_665_600, 6_998_400, 9_331_200]],
])('puts round values beside %d seconds', (most, ticks) => {
  const found = ticksFor(most);
  expect(found).toEqual(ticks);
  expect(found.at(-1)).toBeGreaterThanOrEqual(most);
});

it('says a round value in one unit', () => {
  expect([30, 300, 7200, 86_400].map(tickText)).toEqual(['30 s', '5 min', '2 h', '1 d']);
  expect(weekText('2026-11-23')).toBe('23 Nov');
});

it('keeps the drawing from screen readers and gives them the table', () => {
  expect(renderToStaticMarkup(<WeekChart bars={bars} />)).toContain('class="cf-plot" aria-hidden="true"');
  const table = renderToStaticMarkup(<WeekTable bars={bars} />);
  for (const bar of bars) expect(table).toContain(weekText(bar.week));
});

it('sums up how incidents ended', () => {
  const table = renderToStaticMarkup(<OutcomeTable view={view} titleOf={(id) => `Title of ${id}`} />);
  expect(table).toContain('Title of isolate-instance');
  expect(table).toMatch(new RegExp(`All</th><td>${view.total.opened}</td>`));
});
