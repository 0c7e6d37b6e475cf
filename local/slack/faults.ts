import type { FaultName, FaultOrder, PageFault } from './page-api';
import type { ApiFault, DeliveryFault } from './types';
import type { Workspace } from './workspace';

interface Fault {
  readonly title: string;
  readonly means: string;
  readonly amount?: Required<Omit<NonNullable<PageFault['amount']>, 'value'>> & { readonly first: number };
}

/** The switches in the order of the drawer: first what goes wrong with Slack itself, then what goes wrong on the way to the app. */
const FAULTS: Readonly<Record<FaultName, Fault>> = {
  down: {
    title: 'Slack is down',
    means: 'Every call of the app breaks off without an answer, and nothing that a person does leaves the browser.',
  },
  slow: {
    title: 'Slack is slow',
    means: 'Slack answers each call of the app only after this long.',
    amount: { first: 2_000, unit: 'ms', label: 'Answers after', least: 0, most: 60_000 },
  },
  'server-error': {
    title: 'Slack answers 500',
    means: 'Each call of the app gets an internal error, and takes no effect.',
  },
  'rate-limited': {
    title: 'Slack limits the app',
    means: 'Each call of the app gets 429 with a Retry-After header of this many seconds, and takes no effect.',
    amount: { first: 30, unit: 's', label: 'Retry after', least: 1, most: 600 },
  },
  duplicate: {
    title: 'Every click comes twice',
    means: 'Each click, submission and command reaches the app twice at the same time, each signed for itself.',
  },
  replay: {
    title: 'Every click is replayed',
    means:
      'After each delivery the same bytes under the same signature reach the app once more, as from someone who listened in.',
  },
  forged: {
    title: 'Signatures are forged',
    means:
      'Deliveries are signed with a secret that the app does not know: it has to answer 401 and do nothing. Over Socket Mode nothing is signed, so there it changes nothing.',
  },
  skew: {
    title: 'Slack’s clock is wrong',
    means:
      'The timestamp of each delivery is off by this many seconds, and signed as it is: beyond 300 the app has to answer 401. Over Socket Mode there is no timestamp.',
    amount: { first: -400, unit: 's', label: 'Off by', least: -86_400, most: 86_400 },
  },
};

const NAMES = Object.keys(FAULTS) as FaultName[];

const stateOf = (workspace: Workspace, name: FaultName): { readonly on: boolean; readonly amount: number } =>
  workspace.switches.get(name) ?? { on: false, amount: FAULTS[name].amount?.first ?? 0 };

const shown = (workspace: Workspace, name: FaultName): PageFault => {
  const { title, means, amount } = FAULTS[name];
  const { on, amount: value } = stateOf(workspace, name);
  if (!amount) return { name, title, means, on };
  const { first: _, ...rest } = amount;
  return { name, title, means, on, amount: { ...rest, value } };
};

/** All switches as they stand. */
export const faultsOf = (workspace: Workspace): readonly PageFault[] => NAMES.map((name) => shown(workspace, name));

/**
 * Turns a switch. It stays so until it is turned again.
 * @throws Error when the amount is outside of what the switch takes
 */
export const turnFault = (workspace: Workspace, order: FaultOrder): void => {
  const range = FAULTS[order.fault].amount;
  const amount = order.amount ?? stateOf(workspace, order.fault).amount;
  if (order.amount !== undefined && !range) throw new Error(`"${FAULTS[order.fault].title}" takes no amount.`);
  if (range && (amount < range.least || amount > range.most))
    throw new Error(`"${range.label}" is between ${range.least} and ${range.most} ${range.unit}, not ${amount}.`);
  workspace.switches.set(order.fault, { on: order.on, amount });
  workspace.record({ what: 'switched', fault: order.fault, on: order.on, ...(range && { amount }) });
};

export const isOn = (workspace: Workspace, name: FaultName): boolean => stateOf(workspace, name).on;

const amountOf = (workspace: Workspace, name: FaultName): number => stateOf(workspace, name).amount;

/** What the switches do to the app's calls. The harder one wins: a Slack that is down is not slow. */
export const standingApiFault = (workspace: Workspace): ApiFault | undefined => {
  if (isOn(workspace, 'down')) return { kind: 'down' };
  if (isOn(workspace, 'server-error')) return { kind: 'status', status: 500 };
  if (isOn(workspace, 'rate-limited'))
    return { kind: 'ratelimited', retryAfterSeconds: amountOf(workspace, 'rate-limited') };
  return isOn(workspace, 'slow') ? { kind: 'slow', ms: amountOf(workspace, 'slow') } : undefined;
};

/** What the switches do to deliveries. */
export const standingDeliveryFault = (workspace: Workspace): DeliveryFault => ({
  ...(isOn(workspace, 'duplicate') && { duplicate: true }),
  ...(isOn(workspace, 'replay') && { replay: true }),
  ...(isOn(workspace, 'forged') && { forged: true }),
  ...(isOn(workspace, 'skew') && { skewSeconds: amountOf(workspace, 'skew') }),
});
