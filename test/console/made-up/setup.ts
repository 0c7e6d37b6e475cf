import { playbookCard } from '../../../handlers/operator/playbook-card';
import type { Setup } from '../../../incidents/views';
import { playbooks } from '../../../playbooks/index';

export const HUB = { accountId: '111111111111', region: 'eu-west-1' } as const;
export const STAGING = { id: '222222222222', name: 'staging', environment: 'staging', live: true } as const;
export const PRODUCTION = { id: '333333333333', name: 'production', environment: 'production', live: true } as const;
export const SANDBOX = { id: '444444444444', name: 'sandbox', environment: 'sandbox', live: false } as const;

export const NAMES = {
  dana: 'Dana',
  eli: 'Eli',
  robin: 'Robin',
  noor: 'Noor',
  mika: 'Mika',
  sam: 'Sam',
} as const;
export type PersonId = keyof typeof NAMES;
export const GROUPS: Readonly<Record<PersonId, readonly string[]>> = {
  dana: ['secops'],
  eli: ['secops'],
  robin: ['secops'],
  noor: ['oncall'],
  mika: ['shop-team'],
  sam: [],
};
export const isPerson = (id: string): id is PersonId => id in NAMES;

/** What `personId` is told about itself and about what there is to choose from. */
export const madeUpSetup = (personId: PersonId, pause: Setup['pause']): Setup => ({
  me: {
    personId,
    name: NAMES[personId],
    groups: GROUPS[personId],
    arn: `arn:aws:iam::${HUB.accountId}:user/${personId}`,
  },
  hub: HUB,
  accounts: [STAGING, PRODUCTION, SANDBOX],
  people: (Object.keys(NAMES) as PersonId[]).map((id) => ({ id, name: NAMES[id], groups: GROUPS[id] })),
  playbooks: playbooks.map(playbookCard),
  fullDrills: [],
  pause,
});
