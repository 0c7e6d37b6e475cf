import type { Config } from './cdk/config-type';

/**
 * One sandbox account to start with: copy this file to cordon.config.ts and put in your own account, people and channels.
 * The account stays in dry run, which reports and changes nothing, until `live: true` stands beside it.
 * cordon.organization.example.ts shows an organisation with several Regions.
 */
export const config: Config = {
  // The account and the Region that Cordon runs in. It may protect itself; a security account of its own is better.
  hub: { accountId: '111111111111', region: 'eu-west-1' },
  // The environment comes from here and never from tags; an account that is not listed counts as production, in dry run.
  accounts: [{ id: '222222222222', name: 'sandbox', environment: 'sandbox', live: false }],
  // One table of people joins Slack users with the names that findings and owner tags use: nobody approves their own case.
  // An IAM user or an Identity Center user stands in knownAs too: that is how the command line knows who asks.
  people: [
    {
      id: 'dana',
      name: 'Dana',
      slack: 'U024BE7LH',
      email: 'dana@example.com',
      knownAs: ['dana', 'arn:aws:iam::111111111111:user/dana'],
      groups: ['responders', 'leads'],
    },
    { id: 'eli', name: 'Eli', slack: 'U024BE7LJ', knownAs: ['eli'], groups: ['responders', 'leads'] },
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
  },
  // No plan ever touches these: ARN patterns, or immutable ids. Cordon's own, service-linked and SSO roles are built in.
  neverTouch: ['arn:aws:iam::*:role/OrganizationAccountAccessRole'],
  // Ways in for emergencies: never touched either. Users and roles named break-glass… are, when this is left out.
  breakGlass: ['arn:aws:iam::*:user/break-glass-*'],
  // Disruptive steps per account and hour before everything stops and someone is paged.
  breaker: { disruptiveStepsPerHour: 10 },
  flood: { waitSeconds: { from: 60, to: 120 } },
  quietHoursAfterDenial: 12,
};
