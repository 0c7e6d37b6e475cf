// Stands in for handlers/member in the tests of handlers: the door leads into the fake account, and nothing waits.
import type { Services } from '../../playbooks/kit/services';
import { world } from './account';

export const partitionOf = (): string => 'aws';
export const wait = async (): Promise<void> => undefined;

export const openMember = async () => {
  if (world.account.closed) throw new Error('AccessDenied: the role cannot be assumed');
  return { partition: 'aws', services: world.account.services };
};

export const closedDoor = (_settings: unknown, because: Error) => ({
  partition: 'aws',
  services: (): Services => {
    throw because;
  },
});
