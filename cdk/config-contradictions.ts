import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { problem } from './config-problem';
import type { CheckedConfig } from './config-schema';
import { timesAndPeople } from './config-times';

/**
 * What each field allows by itself, but not all of them together; one problem each. `accountIds`: every account that the
 * configuration comes to; undefined while that is not known.
 */
export const contradictions = (
  config: CheckedConfig,
  playbooks: readonly AnyPlaybook[],
  accountIds: readonly string[] | undefined,
): readonly string[] => [
  ...listedTwice(config),
  ...withoutOrganization(config),
  ...oneForTwo(config),
  ...config.neverTouch.flatMap(protectsNothing),
  ...archiveOfTheHub(config),
  ...noAccount(accountIds),
  ...idleDrills(config, accountIds),
  ...emptyGroups(config),
  ...timesAndPeople(config),
  ...unknownPlaybookSettings(config, playbooks),
];

const repeated = (values: readonly string[]): readonly string[] => [
  ...new Set(values.filter((value, at) => values.indexOf(value) !== at)),
];

const listedTwice = ({ accounts, organizationalUnits, people }: CheckedConfig): readonly string[] => [
  ...repeated(accounts.map(({ id }) => id)).map((id) =>
    problem(`accounts lists ${id} twice: keep one entry per account.`, { id, name: 'staging', environment: 'staging' }),
  ),
  ...repeated(organizationalUnits.map(({ id }) => id)).map((id) =>
    problem(`organizationalUnits lists ${id} twice: keep one entry per unit.`, {
      id,
      name: 'Staging',
      environment: 'staging',
    }),
  ),
  ...repeated(people.map(({ id }) => id)).map((id) =>
    problem(`people lists "${id}" twice: give each person an id of their own.`, `${id}-2`),
  ),
];

/** One that AWS says is somebody: an ARN, a unique id, or a user of Identity Center. Names may be shared, as a team's is. */
const IDENTITY = /^(arn:|AIDA|sso:)/;

/** Votes must come from distinct people, and who signed a request must be one of them. */
const oneForTwo = ({ people }: CheckedConfig): readonly string[] => {
  const mails = people.flatMap(({ email }) => email?.toLowerCase() ?? []);
  const identities = people.flatMap(({ knownAs }) => [...new Set(knownAs.filter((name) => IDENTITY.test(name)))]);
  return [
    ...repeated(people.map(({ slack }) => slack)).map((slack) =>
      problem(`people gives the Slack user ${slack} to two people: votes must come from distinct people.`, 'U024BE7LJ'),
    ),
    ...repeated(mails).map((email) =>
      problem(`people gives the e-mail ${email} to two people: nobody could tell whose vote it is.`, 'eli@example.com'),
    ),
    ...repeated(identities).map((name) =>
      problem(
        `people gives ${name} in knownAs to two people: nobody could tell whose vote it is.`,
        'arn:aws:iam::111111111111:user/eli',
      ),
    ),
  ];
};

const PROTECTED = 'arn:aws:iam::*:user/break-glass-*';
/** As the things that plans touch are known by, whatever their names are. */
const IMMUTABLE_ID = /^(i-[0-9a-f*]+|A(IDA|ROA)[A-Z0-9*]+)$/;

/** IAM refuses a policy with half an ARN, and nothing is ever matched by a name alone: what was to be safe would not be. */
const protectsNothing = (pattern: string, index: number): readonly string[] => {
  if (pattern.startsWith('arn:'))
    return pattern.split(':').length >= 6
      ? []
      : [problem(`neverTouch[${index}] is "${pattern}", which is not an ARN: write all six parts.`, PROTECTED)];
  if (IMMUTABLE_ID.test(pattern)) return [];
  return [
    problem(
      `neverTouch[${index}] is "${pattern}", which would protect nothing: write an ARN, or an immutable id (i-…, AIDA…, AROA…).`,
      PROTECTED,
    ),
  ];
};

const archiveOfTheHub = ({ logArchive, hub }: CheckedConfig): readonly string[] =>
  logArchive?.accountId === hub.accountId
    ? [
        problem(
          `logArchive.accountId is ${hub.accountId}, the account of the hub: whoever takes the hub would hold both copies. Name another one.`,
          '888888888888',
        ),
      ]
    : [];

const noAccount = (accountIds: readonly string[] | undefined): readonly string[] =>
  accountIds?.length === 0
    ? [
        problem('accounts and organizationalUnits name no account at all: list at least one.', [
          { id: '222222222222', name: 'sandbox', environment: 'sandbox' },
        ]),
      ]
    : [];

const DRILL_TARGET = { kind: 'iam-user', accountId: '222222222222', region: 'global', id: 'AIDACKCEVSQ6C2EXAMPLE' };

/** Drills that could not be. */
const idleDrills = (
  { drills, accounts, hub }: CheckedConfig,
  accountIds: readonly string[] | undefined,
): readonly string[] => [
  ...(drills && drills.targets.length === 0 && !drills.full
    ? [
        problem(
          'drills names neither targets nor full: list a target for the hourly drill, an account for full ones, or take it out.',
          { targets: [DRILL_TARGET] },
        ),
      ]
    : []),
  ...(drills?.targets ?? []).flatMap(({ accountId }, index) =>
    !accountIds || accountIds.includes(accountId) || accountId === hub.accountId
      ? []
      : [
          problem(
            `drills.targets[${index}].accountId is ${accountId}, which is none of the accounts of this configuration: the hub would take no drill about it.`,
            accountIds[0] ?? '222222222222',
          ),
        ],
  ),
  ...(drills?.full?.accounts ?? [])
    .filter((id) => !accounts.some((account) => account.id === id && account.live))
    .map((id) =>
      problem(
        `drills.full.accounts names ${id}, which is in dry run: nothing could be contained there. Set live: true beside its id in accounts.`,
        { id, live: true },
      ),
    ),
];

/** What an organisation alone can do. */
const withoutOrganization = ({ organizationId, organizationalUnits, memberRolesBy, shield }: CheckedConfig) => [
  ...(memberRolesBy !== undefined && organizationalUnits.length === 0
    ? [
        problem(
          'memberRolesBy deploys the roles into organizationalUnits, and there are none: list them, or take it out.',
          [{ id: 'ou-ab12-11111111', name: 'Production', environment: 'production' }],
        ),
      ]
    : []),
  ...(shield !== undefined && organizationId === undefined
    ? [problem('shield is a policy of the organisation, and organizationId is missing.', 'o-a1b2c3d4e5')]
    : []),
];

const emptyGroups = (settings: CheckedConfig): readonly string[] => {
  const groups = [...new Set(settings.people.flatMap((person) => person.groups))];
  const known = groups.map((group) => `"${group}"`).join(', ') || 'none';
  return Object.entries(settings.approval).flatMap(([risk, rule]) => {
    const named = [
      ...rule.groups.map((group) => [`approval.${risk}.groups`, group] as const),
      ...(rule.escalate?.groups ?? []).map((group) => [`approval.${risk}.escalate.groups`, group] as const),
      ...Object.entries(rule.in ?? {}).flatMap(([environment, own]) =>
        (own.escalate?.groups ?? []).map(
          (group) => [`approval.${risk}.in.${environment}.escalate.groups`, group] as const,
        ),
      ),
    ];
    return named
      .filter(([, group]) => !groups.includes(group))
      .map(([path, group]) =>
        problem(
          `${path} names "${group}", but nobody in people is in that group. Groups with people: ${known}.`,
          groups.slice(0, 1),
        ),
      );
  });
};

const unknownPlaybookSettings = (settings: CheckedConfig, playbooks: readonly AnyPlaybook[]): readonly string[] => {
  if (playbooks.length === 0) return [];
  const ids = playbooks.map(({ id }) => id);
  return Object.entries(settings.playbooks).flatMap(([id, values]) => {
    const playbook = playbooks.find((one) => one.id === id);
    if (!playbook) return [`playbooks.${id} is not a playbook. Playbooks: ${ids.join(', ')}.`];
    return Object.entries(values).flatMap(([name, value]) => wrongOption(playbook, name, value));
  });
};

const wrongOption = (playbook: AnyPlaybook, name: string, value: string | number | boolean): readonly string[] => {
  const options = (playbook.options ?? {}) as Readonly<Record<string, readonly string[]>>;
  const path = `playbooks.${playbook.id}.${name}`;
  const allowed = options[name];
  if (!allowed)
    return [`${path} is not a setting of this playbook. Its settings: ${Object.keys(options).join(', ') || 'none'}.`];
  if (allowed.includes(String(value))) return [];
  return [`${path} is ${JSON.stringify(value)}. Allowed: ${allowed.map((one) => JSON.stringify(one)).join(', ')}.`];
};
