import type { Settings } from '../playbooks/kit/settings';
import { problem } from './config-problem';
import type { AccountsFile, CheckedConfig } from './config-schema';

type Account = Settings['accounts'][number];
type Entry = CheckedConfig['accounts'][number];
type Place = AccountsFile['accounts'][number];

/** The configuration with every account resolved, or what stands in the way, in full sentences. */
export type Resolved =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Turns units into accounts, by the list that `cordon accounts` wrote. Pure: nothing is asked of AWS, now or at run time. */
export const resolveAccounts = (config: CheckedConfig, file: AccountsFile | undefined): Resolved => {
  const {
    accounts,
    organizationalUnits: _,
    accountsFile: __,
    accountsFreshForDays,
    memberRolesBy: ___,
    ...rest
  } = config;
  const problems = [
    ...unitProblems(config, file),
    ...accounts.flatMap((entry, at) => nameless(config, file, entry, at)),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const { shield: ____, ...settings } = rest;
  return {
    ok: true,
    settings: {
      ...settings,
      accounts: accountsOf(config, file),
      ...(file ? { accountsList: { listedAt: file.listedAt, freshForDays: accountsFreshForDays } } : {}),
    },
  };
};

const placeOf = (file: AccountsFile | undefined, id: string): Place | undefined =>
  file?.accounts.find((account) => account.id === id);

/** The nearest configured unit above an account. */
const unitOf = ({ organizationalUnits }: CheckedConfig, place: Place | undefined) =>
  [...(place?.path ?? [])]
    .reverse()
    .map((id) => organizationalUnits.find((unit) => unit.id === id))
    .find((unit) => unit !== undefined);

/** Service control policies bind every account below what they are attached to, except the one that manages the organisation. */
const isShielded = ({ shield }: CheckedConfig, file: AccountsFile | undefined, place: Place | undefined): boolean =>
  shield?.attached === true &&
  place !== undefined &&
  place.id !== file?.managementAccount &&
  place.path.some((id) => shield.on.includes(id));

const accountsOf = (config: CheckedConfig, file: AccountsFile | undefined): Account[] => {
  const byId = new Set(config.accounts.map(({ id }) => id));
  const found = (file?.accounts ?? []).filter((place) => !byId.has(place.id) && unitOf(config, place) !== undefined);
  return [
    ...config.accounts.map((entry) => accountFrom(config, file, entry, placeOf(file, entry.id))),
    ...found.map((place) => accountFrom(config, file, { id: place.id, live: false }, place)),
  ];
};

const accountFrom = (
  config: CheckedConfig,
  file: AccountsFile | undefined,
  entry: Entry,
  place: Place | undefined,
): Account => {
  const unit = entry.environment === undefined ? unitOf(config, place) : undefined;
  return {
    id: entry.id,
    name: (entry.name ?? place?.name ?? entry.id).slice(0, 60),
    environment: entry.environment ?? unit?.environment ?? 'unknown',
    live: entry.live,
    ...(unit ? { unit: unit.id } : {}),
    ...(isShielded(config, file, place) ? { shielded: true as const } : {}),
  };
};

const unitProblems = (config: CheckedConfig, file: AccountsFile | undefined): readonly string[] => {
  const { organizationalUnits: units, organizationId, accountsFile } = config;
  if (!file)
    return units.length === 0
      ? []
      : [
          'organizationalUnits need accountsFile, which says what accounts lie in them. Write it with: npx cordon accounts > cordon.accounts.json',
        ];
  const known = new Set(file.accounts.flatMap(({ path }) => path));
  const unit = [...known].find((id) => id.startsWith('ou-')) ?? 'ou-ab12-11111111';
  return [
    ...(organizationId === file.organizationId
      ? []
      : [
          problem(
            `organizationId is ${organizationId ?? 'missing'}, but ${accountsFile} lists the accounts of ${file.organizationId}.`,
            file.organizationId,
          ),
        ]),
    ...units
      .filter(({ id }) => !known.has(id))
      .map(({ id }) =>
        problem(
          `organizationalUnits names ${id}, but no account of ${accountsFile} lies in it. List the accounts again, or take it out.`,
          unit,
        ),
      ),
  ];
};

const nameless = (
  config: CheckedConfig,
  file: AccountsFile | undefined,
  entry: Entry,
  at: number,
): readonly string[] => {
  const place = placeOf(file, entry.id);
  if (entry.environment === undefined && !unitOf(config, place))
    return [
      `accounts[${at}].environment is missing, and ${entry.id} lies in no unit of organizationalUnits. For example: "production".`,
    ];
  return entry.name === undefined && !place
    ? [`accounts[${at}].name is missing, and ${entry.id} is in no list of accounts. For example: "staging".`]
    : [];
};
