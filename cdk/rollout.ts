import type { AccountsFile, CheckedConfig } from './config-schema';

/** Where the stacks outside the hub go. Only the stacks read it: no function is given it. */
export interface Rollout {
  /** Units that get the member roles by a StackSet, each once; a unit below another is reached through that one. */
  readonly units: readonly string[];
  readonly memberRolesBy?: 'management' | 'delegated-administrator';
  /** Roots and units that the shield is attached to. */
  readonly shieldOn?: readonly string[];
}

export const NO_ROLLOUT: Rollout = { units: [] };

/** Units with none of the others above them, as far as the list shows. */
const topmost = (units: readonly string[], list: AccountsFile | undefined): readonly string[] => {
  const paths = (list?.accounts ?? []).map(({ path }) => path);
  const above = (unit: string): readonly string[] =>
    paths.flatMap((path) => (path.includes(unit) ? path.slice(0, path.indexOf(unit)) : []));
  return units.filter((unit) => !above(unit).some((one) => units.includes(one)));
};

export const rolloutOf = (config: CheckedConfig, list: AccountsFile | undefined): Rollout => ({
  units: topmost(
    config.organizationalUnits.map(({ id }) => id),
    list,
  ),
  ...(config.memberRolesBy ? { memberRolesBy: config.memberRolesBy } : {}),
  ...(config.shield ? { shieldOn: config.shield.on } : {}),
});
