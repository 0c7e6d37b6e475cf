import type { Environment } from './environments';
import type { Settings } from './settings-schema';

// Apart from the schema: a function reads settings that were checked before they were bundled, and starts sooner without it.
export type { ApprovalRule, Person, Settings } from './settings-schema';

const DAYS = 86_400_000;

export interface Account {
  readonly name: string;
  readonly environment: Environment;
  readonly live: boolean;
  readonly listed: boolean;
  /** The shield lies on it: whoever is quarantined there cannot take the quarantine off again. */
  readonly shielded: boolean;
}

/** Unlisted accounts are `unknown`, which counts as production, and never live. */
export const accountOf = (settings: Settings, id: string): Account => {
  const found = settings.accounts.find((account) => account.id === id);
  if (!found) return { name: `account ${id}`, environment: 'unknown', live: false, listed: false, shielded: false };
  const { name, environment, live, shielded } = found;
  return { name, environment, live, listed: true, shielded: shielded === true };
};

/** Why nothing is asked of this account: it is neither the hub nor configured. Undefined when it is one of ours. */
export const strangeAccount = ({ accounts, hub }: Settings, id: string): string | undefined =>
  id === hub.accountId || accounts.some((account) => account.id === id)
    ? undefined
    : `is ${id}, which is not among the accounts of the configuration: add it to accounts in cordon.config.ts (an account of a unit comes in with “cordon accounts”), and deploy`;

export const countsAsProduction = (environment: string): boolean =>
  environment === 'production' || environment === 'unknown';

/** The hub's Region and every other whose findings count, each once. */
export const regionsOf = ({ hub, regions }: Settings): readonly string[] => [...new Set([hub.region, ...regions])];

/** What no plan may touch, as configured: the list itself and the ways in for emergencies. */
export const protectedBy = ({ neverTouch, breakGlass }: Settings): readonly string[] => [...breakGlass, ...neverTouch];

/** The list of accounts is older than it is believed: accounts may have moved to other units since. */
export const listIsStale = ({ accountsList }: Settings, now: Date): boolean =>
  accountsList !== undefined && now.getTime() - Date.parse(accountsList.listedAt) > accountsList.freshForDays * DAYS;

/**
 * The settings as they may be believed now. With a stale list, what was known of an account through its unit is not known
 * any more: its environment is `unknown`, and the shield is not counted on. That only ever asks more people.
 */
export const settingsAt = (settings: Settings, now: Date): Settings =>
  listIsStale(settings, now)
    ? {
        ...settings,
        accounts: settings.accounts.map(({ shielded: _, ...account }) => ({
          ...account,
          environment: account.unit === undefined ? account.environment : 'unknown',
        })),
      }
    : settings;
