import { HUB, PRODUCTION, SANDBOX, STAGING } from '../settings';
import { memberClients } from './clients';
import { type Production, seedProduction } from './production';
import { type Sandbox, seedSandbox } from './sandbox';
import { type Staging, seedStaging } from './staging';

export { type MemberClients, memberClients } from './clients';
export { type Production, USER_NAMES, type UserName } from './production';
export { SANDBOX_INSTANCES, SANDBOX_USER, type Sandbox, type SandboxInstance } from './sandbox';
export { INSTANCE_NAMES, type InstanceName, type Staging } from './staging';

export interface Seed {
  readonly staging: Staging;
  readonly production: Production;
  readonly sandbox: Sandbox;
}

/** Fills the member accounts of a fresh Moto. */
export const seedMembers = async (motoUrl: string, now: Date): Promise<Seed> => {
  const clientsOf = (account: string) => memberClients(motoUrl, account, HUB.region);
  const [staging, production, sandbox] = await Promise.all([
    clientsOf(STAGING).then((clients) => seedStaging(clients, HUB.region)),
    clientsOf(PRODUCTION).then((clients) =>
      seedProduction(clients, { motoUrl, accountId: PRODUCTION, region: HUB.region, now }),
    ),
    clientsOf(SANDBOX).then((clients) => seedSandbox(clients, HUB.region)),
  ]);
  return { staging, production, sandbox };
};
