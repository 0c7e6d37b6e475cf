import type { Preview, Setup } from '../incidents/views';
import { bad, ok, warn } from './doctor-aws';
import type { Check } from './doctor-checks';
import { CliError, EXIT } from './exit';
import type { Hub } from './hub';

const AT_ONCE = 4;
/** A user that nobody has: looking for it takes the role and one read, and finds nothing. */
const NOBODY = 'AIDACORDONDOCTOR00000';

/** Who the hub says you are; undefined when it does not say. */
export const setupCheck = async (hub: Hub): Promise<{ readonly check: Check; readonly setup?: Setup }> => {
  try {
    const setup = await hub.get<Setup>('/setup');
    const { name, groups } = setup.me;
    return { setup, check: ok('Operator API', `knows you as ${name} (${groups.join(', ') || 'in no group'})`) };
  } catch (error) {
    const refused = error instanceof CliError && error.exitCode === EXIT.refused;
    const cure = refused
      ? 'Add yourself to people in the configuration, with your ARN or email, and let your role call the API: docs/operators.md'
      : 'Look at the log of cordon-operator, and at the address';
    return { check: bad('Operator API', error instanceof Error ? error.message : 'no answer', cure) };
  }
};

type Account = Setup['accounts'][number];

/** Has the hub look for nobody in the account: what comes back says whether its role lets it in. */
const memberCheck = async (hub: Hub, playbook: string, { id, name, live }: Account): Promise<Check> => {
  const title = `Member ${name}`;
  const mode = live ? 'live' : 'dry run';
  const target = { kind: 'iam-user', accountId: id, region: 'global', id: NOBODY };
  try {
    const seen = await hub.post<Preview>('/previews', { playbook, target });
    // Whoever came in has facts, if only that there is no such user.
    if (seen.kind === 'no-plan' && seen.facts.length === 0)
      return bad(
        title,
        `${id} (${mode}): ${seen.why}`,
        `Deploy the member roles there: npx cdk deploy CordonMemberRoles with credentials of ${id}, after the hub`,
      );
    return ok(title, `${id} (${mode}): the hub’s investigator comes in`);
  } catch (error) {
    const said = error instanceof Error ? error.message : 'no answer';
    return warn(title, `${id} (${mode}): ${said}`, 'The hub could not try; look at the log of cordon-operator');
  }
};

/** Every account of the configuration, through the hub: a laptop has no way into the roles, and should have none. */
export const memberChecks = async (hub: Hub, setup: Setup): Promise<readonly Check[]> => {
  const playbook = setup.playbooks.find(({ targetKind, byHand }) => targetKind === 'iam-user' && byHand)?.id;
  if (!playbook)
    return [
      warn('Members', 'no playbook about IAM users can be previewed', 'Preview a target of each account yourself'),
    ];
  const checks: Check[] = [];
  for (let from = 0; from < setup.accounts.length; from += AT_ONCE) {
    const some = setup.accounts.slice(from, from + AT_ONCE);
    checks.push(...(await Promise.all(some.map((account) => memberCheck(hub, playbook, account)))));
  }
  return checks;
};
