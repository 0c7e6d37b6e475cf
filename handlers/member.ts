import { memberServices, narrow } from '../adapters/members';
import { required } from '../adapters/settings';
import { cannotContain } from '../playbooks/kit/errors';
import { partitionOf } from '../playbooks/kit/partition';
import type { Services, Uses } from '../playbooks/kit/services';
import { type Settings, strangeAccount } from '../playbooks/kit/settings';
import type { Target } from '../playbooks/kit/target';

export { partitionOf };

export interface Door {
  readonly services: (uses: Uses) => Services;
  readonly partition: string;
}

/**
 * Opens the target's account once, as this function's own member role, named after the incident. Throws before anything is asked
 * of an account that is not configured.
 */
export const openMember = async (
  settings: Settings,
  target: Target,
  incidentId: string,
  { sessionPolicy, seenIn }: { readonly sessionPolicy?: object | undefined; readonly seenIn?: string | undefined } = {},
): Promise<Door> => {
  const strange = strangeAccount(settings, target.accountId);
  if (strange) throw cannotContain(`the account ${strange}`);
  const partition = partitionOf(settings.hub.region);
  const services = await memberServices({
    settings,
    accountId: target.accountId,
    region: target.region,
    partition,
    roleName: required('CORDON_MEMBER_ROLE'),
    sessionName: incidentId,
    ...(sessionPolicy ? { sessionPolicy } : {}),
    ...(seenIn ? { seenIn } : {}),
  });
  return { services: (uses) => narrow(services, uses), partition };
};

/** A door into an account that cannot be entered: every fact says why, and nothing else happens. */
export const closedDoor = (settings: Settings, because: Error): Door => ({
  partition: partitionOf(settings.hub.region),
  services: () => {
    throw because;
  },
});

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
