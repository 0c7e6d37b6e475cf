import { memberServices, narrow } from '../adapters/members';
import type { Finding } from '../playbooks/kit/finding';
import { type Made, makePlan } from '../playbooks/kit/make-plan';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { readFacts } from '../playbooks/kit/read-facts';
import { accountOf, type Settings } from '../playbooks/kit/settings';
import type { Target } from '../playbooks/kit/target';
import type { Stage } from './stage';

/** The emulators take any credentials; real ones are kept from them. */
const useLocalCredentials = (): void => {
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN']) delete process.env[name];
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
};

const door = async (settings: Settings, playbook: AnyPlaybook, target: Target, partition: string) => {
  try {
    const services = await memberServices({
      settings,
      accountId: target.accountId,
      region: target.region,
      partition,
      roleName: `cordon-${playbook.id}-investigate`,
      sessionName: 'cordon-plan',
    });
    return (uses: Parameters<typeof narrow>[1]) => narrow(services, uses);
  } catch (error) {
    return () => {
      throw error;
    };
  }
};

const NOT_READ = 'Cordon’s record is not read for a plan that nobody asked for';

/** Reads the facts and makes the plan as the workflow would, without opening an incident. Throws only on a programming error. */
export const lookAround = async (
  { settings }: Stage,
  playbook: AnyPlaybook,
  target: Target,
  finding: Finding,
): Promise<Made> => {
  useLocalCredentials();
  const account = accountOf(settings, target.accountId);
  const now = () => new Date();
  const facts = await readFacts(playbook.facts, {
    services: await door(settings, playbook, target, finding.partition),
    target,
    finding,
    now,
    earlier: () => Promise.reject(new Error(NOT_READ)),
  });
  return makePlan(playbook, facts, {
    target,
    finding,
    environment: account.environment,
    shielded: account.shielded,
    partition: finding.partition,
    options: settings.playbooks[playbook.id] ?? {},
    mode: account.live ? 'live' : 'dry-run',
    now,
  });
};
