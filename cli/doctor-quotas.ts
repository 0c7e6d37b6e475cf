import type { AwsLooks } from '../adapters/look-at-aws';
import type { Quota } from '../adapters/quotas';
import { looked, ok, warn } from './doctor-aws';
import type { Check } from './doctor-checks';

interface Need {
  readonly title: string;
  readonly name: RegExp;
  readonly least: number;
  readonly below: string;
}

/** By name: Service Quotas gives them codes, and AWS's own pages speak of names. */
const NEEDS: readonly Need[] = [
  {
    title: 'StartExecution bucket',
    name: /^StartExecution.*bucket size/i,
    least: 100,
    below: 'a burst of findings starts its runs later, from the queue',
  },
  {
    title: 'StartExecution per second',
    name: /^StartExecution.*refill/i,
    least: 10,
    below: 'a burst of findings starts its runs later, from the queue',
  },
  {
    title: 'Open executions',
    name: /open (workflow )?executions/i,
    least: 10_000,
    below: 'requests that wait for a decision could keep new ones from being asked',
  },
];

const short = (quotas: readonly Quota[]): readonly (Need & { readonly quota: Quota })[] =>
  NEEDS.flatMap((need) => {
    const quota = quotas.find(({ name }) => need.name.test(name));
    return quota && quota.value < need.least ? [{ ...need, quota }] : [];
  });

/** What is known of each, and of which nothing is: an empty text when nothing is known at all. */
const inWords = (quotas: readonly Quota[]): string => {
  const told = NEEDS.map(({ title, name }) => ({ title, quota: quotas.find((one) => name.test(one.name)) }));
  const known = told.flatMap(({ title, quota }) => (quota ? [`${title} ${quota.value.toLocaleString('en-US')}`] : []));
  const untold = told.flatMap(({ title, quota }) => (quota ? [] : [title]));
  if (known.length === 0) return '';
  return [known.join(', '), ...(untold.length > 0 ? [`not told here: ${untold.join(', ')}`] : [])].join('; ');
};

/** How many runs may be started and may wait: a waiting request is an open execution. */
export const statesCheck = (aws: Pick<AwsLooks, 'quotas'>, region: string): Promise<Check> =>
  looked('Step Functions quota', 'servicequotas:ListServiceQuotas and ListAWSDefaultServiceQuotas', async () => {
    const quotas = await aws.quotas('states');
    const found = inWords(quotas);
    if (found === '')
      return warn(
        'Step Functions quota',
        `Service Quotas tells none of StartExecution or open executions in ${region}`,
        'Look under Service Quotas → AWS Step Functions yourself: 100 starts at once, 10 a second and 10,000 open ones are enough',
      );
    const [first] = short(quotas);
    if (!first) return ok('Step Functions quota', found);
    const ask = `aws service-quotas request-service-quota-increase --region ${region} --service-code states --quota-code ${first.quota.code} --desired-value ${first.least}`;
    return warn(
      'Step Functions quota',
      found,
      `${first.title} below ${first.least}: ${first.below}. Ask for more: ${ask}`,
    );
  });
