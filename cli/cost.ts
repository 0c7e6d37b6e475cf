import { Command } from 'commander';
import { type Assumptions, type Inputs, monthlyCost } from './cost/model';
import { costLines } from './cost/print';
import { costInputs } from './cost/run-cost';
import { CliError, EXIT } from './exit';
import { printJson, printLines } from './style';

interface CostOptions {
  readonly incidents: string;
  readonly repeats: string;
  readonly month: string;
  readonly playbook?: string;
  readonly sharedAccount?: boolean;
  readonly json?: boolean;
}

const numberFrom = (text: string, field: string, most: number): number => {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new CliError(EXIT.input, `must be a whole number from 0 to ${most.toLocaleString('en-US')}`, field);
};

const playbookFrom = (id: string | undefined, { measured }: Inputs): { readonly playbook?: string } => {
  if (id === undefined) return {};
  if (id in measured.playbooks) return { playbook: id };
  throw new CliError(EXIT.input, `must be one of ${Object.keys(measured.playbooks).join(', ')}`, '--playbook');
};

const cost = (options: CostOptions): void => {
  const inputs = costInputs();
  const assumed: Assumptions = {
    incidents: numberFrom(options.incidents, '--incidents', 10_000_000),
    repeats: numberFrom(options.repeats, '--repeats', 1000),
    monthsKept: numberFrom(options.month, '--month', 1200),
    ...(options.sharedAccount ? { sharedAccount: true } : {}),
    ...playbookFrom(options.playbook, inputs),
  };
  const answer = monthlyCost(assumed, inputs);
  const { prices, measured } = inputs;
  if (options.json) printJson({ ...answer, assumed, priced: { region: prices.region, date: prices.date } });
  else printLines(costLines(answer, assumed, { measured, prices }));
};

const HELP = `
Counted from one run of each playbook as npm run bench -- --measure saw it, from what the hub's template holds, and from a
dated list of prices (cli/cost/prices.ts). An incident is a finding that is accepted; repeats of it cost no transition.
Of free tiers only CloudWatch's counts (10 alarms, 10 metrics, 3 dashboards in every account), as the hub has an account of its own.

Examples:
  cordon cost --incidents 3000
  cordon cost --incidents 30000 --json
  cordon cost --incidents 300 --playbook review-finding`;

export const costCommand = (): Command =>
  new Command('cost')
    .description('Says what Cordon itself costs in a month, and what of it is fixed; asks nothing of AWS.')
    .requiredOption('--incidents <number>', 'incidents a month')
    .option('--repeats <number>', 'how often GuardDuty sends the same finding again until it is contained', '1')
    .option('--month <number>', 'which month since the first: record and evidence are kept', '1')
    .option('--playbook <id>', 'count every incident as this one; each as often as the others if none is named')
    .option(
      '--shared-account',
      'other things use up CloudWatch’s free alarms, metrics and dashboards of the hub’s account',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(cost);
