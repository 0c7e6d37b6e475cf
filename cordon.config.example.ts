import type { Config } from './cdk/config-type';

/**
 * A sandbox to start from: copy this file to cordon.config.ts and put in your own accounts, people and channels.
 * Accounts stay in dry run, which reports and changes nothing, until `live: true` stands beside them.
 */
export const config: Config = {
  // The security account and the Region that Cordon runs in.
  hub: { accountId: '111111111111', region: 'eu-west-1' },
  // Member roles then refuse callers from outside this organisation.
  organizationId: 'o-a1b2c3d4e5',
  // The environment comes from here and never from tags; an account that is not listed counts as production, in dry run.
  accounts: [
    { id: '222222222222', name: 'staging', environment: 'staging', live: false },
    { id: '333333333333', name: 'production', environment: 'production', live: false },
  ],
  // One table of people joins Slack users with the names that findings and owner tags use: nobody approves their own case.
  people: [
    { id: 'dana', name: 'Dana', slack: 'U024BE7LH', knownAs: ['dana'], groups: ['responders', 'leads'] },
    { id: 'eli', name: 'Eli', slack: 'U024BE7LJ', knownAs: ['eli'], groups: ['responders', 'leads'] },
    { id: 'noor', name: 'Noor', slack: 'U024BE7LK', knownAs: ['noor'], groups: ['responders'] },
  ],
  // Who must approve, by risk: how many distinct people, until when, and who is asked when nobody answers. Times may be
  // others in some environments: in: { sandbox: { deadlineMinutes: 10, remindAfterMinutes: 2 } }
  approval: {
    reversible: {
      groups: ['responders'],
      needed: { production: 1, other: 1 },
      deadlineMinutes: 60,
      remindAfterMinutes: 15,
      escalate: { afterMinutes: 30, groups: ['leads'], channel: 'C024BE91P' },
    },
    disruptive: {
      groups: ['responders'],
      needed: { production: 2, other: 1 },
      deadlineMinutes: 60,
      remindAfterMinutes: 15,
      escalate: { afterMinutes: 30, groups: ['leads'], channel: 'C024BE91P' },
    },
    destructive: {
      groups: ['leads'],
      needed: { production: 2, other: 2 },
      deadlineMinutes: 240,
      remindAfterMinutes: 60,
    },
  },
  // The token and the signing secret are not here: put them into the secret cordon/slack after the first deployment.
  slack: {
    teamId: 'T024BE7LD',
    appId: 'A024BE7LD',
    channels: { urgent: 'C024BE91L', routine: 'C024BE91M', page: 'C024BE91P' },
    pageGroup: 'S0614TZR7',
  },
  // No plan ever touches these: ARN patterns, or immutable ids. Cordon's own, service-linked and SSO roles are built in.
  neverTouch: ['arn:aws:iam::*:user/break-glass-*', 'arn:aws:iam::*:role/OrganizationAccountAccessRole'],
  breaker: { disruptiveStepsPerHour: 10 },
  quietHoursAfterDenial: 12,
};
