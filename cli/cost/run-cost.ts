import { readInventory, readMeasured } from './inputs';
import { costOfRun, type Inputs } from './model';
import { ALLOWANCES, PRICES } from './prices';

/** Prices, what was measured, and what a hub holds. */
export const costInputs = (): Inputs => ({
  prices: PRICES,
  allowances: ALLOWANCES,
  measured: readMeasured(),
  inventory: readInventory(),
});

/** Dollars that one approved run of a playbook costs Cordon itself; undefined for a playbook that was never measured. */
export const runCostOf = (playbook: string): number | undefined => {
  const inputs = costInputs();
  return inputs.measured.playbooks[playbook] ? costOfRun(playbook, inputs) : undefined;
};
