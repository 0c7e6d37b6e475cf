import { HUB, PRODUCTION, STAGING } from '../settings';
import { memberClients } from './clients';
import { type Production, seedProduction } from './production';
import { type Staging, seedStaging } from './staging';

export { type MemberClients, memberClients } from './clients';
export { type Production, USER_NAMES, type UserName } from './production';
export { INSTANCE_NAMES, type InstanceName, type Staging } from './staging';

export interface Seed {
  readonly staging: Staging;
  readonly production: Production;
}

/** Fills both member accounts of a fresh Moto. */
export const seedMembers = async (motoUrl: string, now: Date): Promise<Seed> => {
  const [stagingClients, productionClients] = await Promise.all([
    memberClients(motoUrl, STAGING, HUB.region),
    memberClients(motoUrl, PRODUCTION, HUB.region),
  ]);
  const [staging, production] = await Promise.all([
    seedStaging(stagingClients, HUB.region),
    seedProduction(productionClients, { motoUrl, accountId: PRODUCTION, region: HUB.region, now }),
  ]);
  return { staging, production };
};
