import { type Settings, settingsSchema } from '../playbooks/kit/settings-schema';

export const HUB = { accountId: '111111111111', region: 'eu-west-1' } as const;
export const STAGING = '222222222222';
export const PRODUCTION = '333333333333';
/** Where requests run out while one watches: reminded, passed on and expired within {@link SHORT_SECONDS}. */
export const SANDBOX = '444444444444';
export const MEMBERS = [STAGING, PRODUCTION, SANDBOX] as const;

export const SHORT_SECONDS = { remind: 10, escalate: 20, expire: 40 } as const;

/** The people of the local workspace. Only those in `secops` and `oncall` may vote. */
export const PEOPLE = {
  dana: { slack: 'U0DANA001', name: 'Dana', groups: ['secops'] },
  eli: { slack: 'U0ELI0001', name: 'Eli', groups: ['secops'] },
  noor: { slack: 'U0NOOR001', name: 'Noor', groups: ['oncall'] },
  /** Asks for changes, and owns the shop's instances: never votes on them. */
  mika: { slack: 'U0MIKA001', name: 'Mika', groups: ['shop-team'] },
  /** An approver whose own IAM user a finding may name. */
  robin: { slack: 'U0ROBIN01', name: 'Robin', groups: ['secops'] },
  /** In the workspace, known to Cordon, and entitled to nothing. */
  sam: { slack: 'U0SAM0001', name: 'Sam', groups: [] },
} as const;
export type PersonName = keyof typeof PEOPLE;

/** In the workspace and unknown to Cordon. */
export const STRANGER = { id: 'U0STRANGE', name: 'Visitor' } as const;

const KNOWN_AS: Readonly<Partial<Record<PersonName, readonly string[]>>> = {
  mika: ['mika', 'shop-team'],
  robin: ['robin', 'robin.console'],
};

/** Everyone has an IAM user of their own in the hub's account. */
export const operatorArn = (id: string): string => `arn:aws:iam::${HUB.accountId}:user/${id}`;

export const SLACK = {
  teamId: 'T0CORDON1',
  appId: 'A0CORDON1',
  channels: { urgent: 'C0URGENT1', routine: 'C0ROUTINE', page: 'C0ONCALL1' },
} as const;

const NEXT_TIER = { groups: ['oncall'], channel: SLACK.channels.page };

const approval = (needed: { production: number; other: number }) => ({
  groups: ['secops'],
  needed,
  deadlineMinutes: 60,
  remindAfterMinutes: 15,
  escalate: { afterMinutes: 30, ...NEXT_TIER },
  in: {
    sandbox: {
      deadlineMinutes: SHORT_SECONDS.expire / 60,
      remindAfterMinutes: SHORT_SECONDS.remind / 60,
      escalate: { afterMinutes: SHORT_SECONDS.escalate / 60, ...NEXT_TIER },
    },
  },
});

export interface Addresses {
  readonly slackUrl: string;
  readonly motoUrl: string;
  readonly awsUrl: string;
}

/** What `cordon.config.ts` is on AWS: every account live, everyone at their place, and the addresses of this machine. */
export const localSettings = ({ slackUrl, motoUrl, awsUrl }: Addresses): Settings =>
  settingsSchema.parse({
    hub: HUB,
    accounts: [
      { id: STAGING, name: 'staging', environment: 'staging', live: true },
      { id: PRODUCTION, name: 'production', environment: 'production', live: true },
      { id: SANDBOX, name: 'sandbox', environment: 'sandbox', live: true },
    ],
    people: Object.entries(PEOPLE).map(([id, { slack, name, groups }]) => ({
      id,
      name,
      slack,
      groups: [...groups],
      // The ARN is what the operator API goes by; the names are for findings and owner tags.
      knownAs: [...(KNOWN_AS[id as PersonName] ?? [id]), operatorArn(id)],
    })),
    approval: {
      reversible: approval({ production: 1, other: 1 }),
      disruptive: approval({ production: 2, other: 1 }),
      destructive: approval({ production: 2, other: 2 }),
    },
    slack: { ...SLACK, apiUrl: `${slackUrl}/api/` },
    // `cordon drill` may go all the way in one account; nothing is drilled by the hour.
    drills: { channel: SLACK.channels.routine, full: { accounts: [STAGING] } },
    neverTouch: [`arn:aws:iam::*:user/break-glass-*`],
    memberEndpoints: { default: motoUrl, guardduty: awsUrl, cloudtrail: awsUrl },
    sweepSeconds: 2,
  });
