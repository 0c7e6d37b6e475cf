import * as z from 'zod';
import { ENVIRONMENTS } from '../playbooks/kit/environments';
import { accountId, organizationId, rootId, settingsSchema, unitId } from '../playbooks/kit/settings-schema';

const { accounts } = settingsSchema.shape;

/** An account by its id. What is left out comes from the list of accounts and the unit that it lies in. */
const listedAccount = accounts.element.omit({ unit: true, shielded: true }).partial({ name: true, environment: true });

/** What `cordon.config.ts` says. `config-accounts.ts` turns it into the settings that functions run with. */
export const configSchema = settingsSchema.omit({ accounts: true, accountsList: true }).extend({
  /** Accounts by id: they win over their unit, and they alone can leave dry run. */
  accounts: z.array(listedAccount).default([]),
  /** Every account in a unit, and in the units below it, has the unit's environment. The nearest unit counts. */
  organizationalUnits: z
    .array(z.strictObject({ id: unitId, name: z.string().min(1).max(128), environment: z.enum(ENVIRONMENTS) }))
    .default([]),
  /** The list that `cordon accounts` writes, beside this file: which account lies in which unit. */
  accountsFile: z.string().min(1).optional(),
  /** Older than this, the list is not believed any more: accounts of units then count as production. */
  accountsFreshForDays: z.number().int().min(1).max(365).default(30),
  /** Who deploys the member roles as a StackSet. Unset: no such stack, each account deploys its own. */
  memberRolesBy: z.enum(['management', 'delegated-administrator']).optional(),
  /** The shield of the organisation: where it is to lie, and whether it lies there by now. */
  shield: z
    .strictObject({
      on: z
        .array(z.union([rootId, unitId], 'must be a root such as "r-ab12" or a unit such as "ou-ab12-11111111"'))
        .min(1),
      attached: z.boolean(),
    })
    .optional(),
});
/** As written: everything with a default is optional. */
export type Config = z.input<typeof configSchema>;
/** As read, with defaults filled in. */
export type CheckedConfig = z.output<typeof configSchema>;

/** What `cordon accounts` writes. */
export const accountsFileSchema = z.strictObject({
  organizationId,
  managementAccount: accountId,
  /** ISO 8601, UTC. */
  listedAt: z.iso.datetime(),
  accounts: z.array(
    z.strictObject({
      id: accountId,
      name: z.string().min(1),
      /** Root first, then unit by unit down to the one that the account lies in. */
      path: z.array(z.union([rootId, unitId])).min(1),
    }),
  ),
});
export type AccountsFile = z.infer<typeof accountsFileSchema>;
