import type { Config } from './cdk/config-type';

/**
 * An organisation with three Regions: copy this file to cordon.config.ts, and write the list of accounts beside it with
 * `npx cordon accounts > cordon.accounts.json`. Every account is in dry run until it is listed by id with `live: true`.
 */
export const config: Config = {
  // The security account: GuardDuty's delegated administrator, and the Region that Cordon runs in.
  hub: { accountId: '111111111111', region: 'eu-west-1' },
  // Findings of the other Regions come to the hub by a stack in each: CordonForwarder-eu-central-1, CordonForwarder-us-east-1.
  regions: ['eu-west-1', 'eu-central-1', 'us-east-1'],
  // Roles and the hub's bus then refuse callers from outside this organisation.
  organizationId: 'o-a1b2c3d4e5',
  // Set it when GuardDuty's delegated administrator is another account than the hub, and deploy CordonMemberForwarder there.
  // guardDutyAdministrator: '101010101010',
  // An account has the environment of the nearest of these units above it. One that lies in none of them, and is not listed by
  // id either, counts as production, in dry run.
  organizationalUnits: [
    { id: 'ou-ab12-11111111', name: 'Production', environment: 'production' },
    { id: 'ou-ab12-22222222', name: 'Staging', environment: 'staging' },
    { id: 'ou-ab12-33333333', name: 'Sandbox', environment: 'sandbox' },
  ],
  // Which account lies in which unit. Nothing is asked of AWS Organizations at run time: a list that nobody renewed for so
  // many days is not believed any more, and its accounts count as production.
  accountsFile: 'cordon.accounts.example.json',
  accountsFreshForDays: 30,
  // Accounts by id win over their unit, and they alone leave dry run.
  accounts: [
    // In the unit Sandbox, and not a sandbox: it is treated as what it is.
    { id: '777777777777', name: 'old-billing', environment: 'production', live: false },
    // Name and environment come from the list; Cordon may change things here.
    { id: '666666666666', live: true },
  ],
  // The member roles reach every account of those units as a StackSet, new accounts too: CordonMemberRolesStackSet.
  memberRolesBy: 'delegated-administrator',
  // The policy that keeps whoever is quarantined from taking the quarantine off again: CordonShield. Set attached after its
  // deployment, and not before: the request says whether that race is closed.
  shield: { on: ['ou-ab12-11111111', 'ou-ab12-22222222', 'ou-ab12-33333333'], attached: false },
  people: [
    {
      id: 'dana',
      name: 'Dana',
      slack: 'U024BE7LH',
      email: 'dana@example.com',
      knownAs: ['dana', 'sso:dana@example.com'],
      groups: ['responders', 'leads'],
    },
    {
      id: 'eli',
      name: 'Eli',
      slack: 'U024BE7LJ',
      email: 'eli@example.com',
      knownAs: ['eli', 'sso:eli@example.com'],
      groups: ['responders', 'leads'],
    },
    {
      id: 'noor',
      name: 'Noor',
      slack: 'U024BE7LK',
      email: 'noor@example.com',
      knownAs: ['noor', 'sso:noor@example.com'],
      groups: ['responders'],
    },
    // Owns workloads and may not approve: a request about them names her as who feels it.
    { id: 'mika', name: 'Mika', slack: 'U024BE7LM', knownAs: ['mika', 'shop-team'], groups: [] },
  ],
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
      // Nobody is woken for a sandbox as fast as for production.
      in: {
        sandbox: {
          deadlineMinutes: 480,
          remindAfterMinutes: 120,
          escalate: { afterMinutes: 240, groups: ['leads'], channel: 'C024BE91P' },
        },
      },
    },
    destructive: {
      groups: ['leads'],
      needed: { production: 2, other: 2 },
      deadlineMinutes: 240,
      remindAfterMinutes: 60,
    },
  },
  slack: {
    teamId: 'T024BE7LD',
    appId: 'A024BE7LD',
    channels: { urgent: 'C024BE91L', routine: 'C024BE91M', page: 'C024BE91P' },
    pageGroup: 'S0614TZR7',
  },
  // Copies of closed audit chains, which nobody can change or remove for so many days: npx cdk deploy CordonLogArchive
  logArchive: { accountId: '888888888888', days: 400 },
  // Each hour a made-up finding about this user, who may do nothing and has no key, up to a request in this channel.
  drills: {
    channel: 'C024BE91Q',
    targets: [
      {
        kind: 'iam-user',
        accountId: '666666666666',
        region: 'global',
        id: 'AIDACKCEVSQ6C2EXAMPLE',
        name: 'cordon-drill',
      },
    ],
  },
  neverTouch: ['arn:aws:iam::*:role/OrganizationAccountAccessRole', 'arn:aws:iam::*:role/AWSControlTowerExecution'],
  breakGlass: ['arn:aws:iam::*:user/break-glass-*', 'arn:aws:iam::*:role/break-glass-*'],
  breaker: { disruptiveStepsPerHour: 10 },
  quietHoursAfterDenial: 12,
  playbooks: { 'contain-access-key': { shape: 'by-facts' } },
};
