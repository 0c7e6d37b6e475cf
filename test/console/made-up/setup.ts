import * as z from 'zod';
import type { PlaybookCard, Setup } from '../../../incidents/views';
import { playbooks } from '../../../playbooks/index';
import type { AnyPlaybook, Step } from '../../../playbooks/kit/playbook';
import { type TargetKind, targetSchema } from '../../../playbooks/kit/target';

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

const schemaOf = (kind: TargetKind): Readonly<Record<string, unknown>> => {
  const found = targetSchema.options.find((option) => option.shape.kind.value === kind);
  return z.toJSONSchema(found ?? targetSchema);
};

const cardOf = (playbook: AnyPlaybook): PlaybookCard => ({
  id: playbook.id,
  version: playbook.version,
  title: playbook.title,
  summary: playbook.summary,
  answers: playbook.answers,
  targetKind: playbook.targetKind,
  byHand: playbook.locks,
  target: schemaOf(playbook.targetKind),
  steps: (playbook.steps as readonly Step[]).map(({ id, action, need }) => ({
    id,
    title: action.title,
    risk: action.risk,
    essential: need === 'essential',
  })),
});

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
  playbooks: playbooks.map(cardOf),
  fullDrills: [],
  pause,
});
