import { type Settings, settingsSchema } from '../../playbooks/kit/settings-schema';

const rule = (production: number, other: number) => ({
  groups: ['responders'],
  needed: { production, other },
  deadlineMinutes: 60,
  remindAfterMinutes: 15,
  escalate: { afterMinutes: 30, groups: ['leads'], channel: 'C0ONCALL' },
});

/** A made-up organisation: nobody and nothing here exists. */
export const settings: Settings = settingsSchema.parse({
  hub: { accountId: '111111111111', region: 'eu-west-1' },
  accounts: [
    { id: '222222222222', name: 'staging', environment: 'staging', live: true },
    { id: '333333333333', name: 'payments', environment: 'production', live: true },
    { id: '444444444444', name: 'data-lake', environment: 'production' },
  ],
  people: [
    { id: 'dana', name: 'Dana', slack: 'U0DANA', groups: ['responders'], knownAs: ['dana'] },
    { id: 'eli', name: 'Eli', slack: 'U0ELI', groups: ['responders'], knownAs: ['eli'] },
    { id: 'noor', name: 'Noor', slack: 'U0NOOR', groups: ['leads'], knownAs: ['noor'] },
    { id: 'mika', name: 'Mika', slack: 'U0MIKA', groups: ['shop-team'], knownAs: ['mika', 'shop-team'] },
  ],
  approval: { reversible: rule(1, 1), disruptive: rule(2, 1), destructive: rule(2, 2) },
  slack: {
    teamId: 'T0CORDON',
    appId: 'A0CORDON',
    channels: { urgent: 'C0URGENT', routine: 'C0ROUTINE', page: 'C0ONCALL' },
    pageGroup: 'S0ONCALL',
  },
});
