import { columns, paint } from '../style';
import type { Measured } from './inputs';
import type { Assumptions, Cost, Line } from './model';
import type { Prices } from './prices';

const money = (dollars: number): string =>
  dollars !== 0 && Math.abs(dollars) < 0.01 ? `$${dollars.toFixed(4)}` : `$${dollars.toFixed(2)}`;

/** "$0.000025": no price is rounded to nothing. */
const priceText = (price: number): string => `$${Number(price.toPrecision(4)).toString()}`;

const amount = (quantity: number): string =>
  quantity >= 100 ? Math.round(quantity).toLocaleString('en-US') : Number(quantity.toPrecision(3)).toString();

const row = ({ name, quantity, unit, price, dollars }: Line): readonly string[] => [
  `  ${money(dollars).padStart(9)}`,
  name,
  `${amount(quantity)} ${unit} at ${price >= 0.01 ? money(price) : priceText(price)}`,
];

const dearestFirst = (lines: readonly Line[]): readonly Line[] =>
  [...lines].sort((one, other) => other.dollars - one.dollars);

const partOf = (cost: Cost, part: Line['part']): readonly string[] =>
  columns(dearestFirst(cost.lines.filter((one) => one.part === part && one.quantity > 0)).map(row));

const customerRow = ({ name, unit, price }: Line): string => `  ${money(price)} per ${unit.replace(/s$/, '')}: ${name}`;

/** What a run costs, in words that fit beside a plan: "$0.0008". */
export const runMoney = (dollars: number): string => `$${dollars.toFixed(4)}`;

/** The month's sum for a person, dearest lines first. */
export const costLines = (
  cost: Cost,
  { incidents, repeats, monthsKept, playbook, sharedAccount }: Assumptions,
  { measured, prices }: { measured: Measured; prices: Prices },
): readonly string[] => [
  paint('bold', `${money(cost.total)} a month for ${incidents.toLocaleString('en-US')} incidents`),
  `  ${playbook ? `each a run of ${playbook}` : 'each playbook as often as the others'}, approved and carried out; each finding sent ${repeats} more time${repeats === 1 ? '' : 's'}; month ${monthsKept} since the first`,
  '',
  paint('bold', `${money(cost.variable)} by the incident (${runMoney(cost.variable / Math.max(1, incidents))} each)`),
  ...partOf(cost, 'variable'),
  '',
  paint('bold', `${money(cost.fixed)} for being there`),
  ...partOf(cost, 'fixed'),
  '',
  `Each further month is ${money(cost.growth)} dearer than the last: the record and the evidence are kept.`,
  '',
  paint('bold', 'Not in the sum: what containment leaves in your accounts until you remove it'),
  ...cost.lines.filter(({ part }) => part === 'customer').map(customerRow),
  '',
  `List prices of ${prices.region} on ${prices.date}, ${sharedAccount ? 'nothing free' : 'CloudWatch’s free alarms, metrics and dashboards taken off'}. Measured ${measured.measuredAt.slice(0, 10)}: ${measured.how}.`,
];
