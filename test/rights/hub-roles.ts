import { IAM } from '@aws-sdk/client-iam';
import type { ClientConfig } from '../../local/stage';
import type { PlainStatement, Principal } from './ask';

type Hub = ClientConfig;

const statementsOf = async (iam: IAM, RoleName: string): Promise<readonly PlainStatement[]> => {
  const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName });
  const documents = PolicyNames.map(async (PolicyName) => {
    const { PolicyDocument = '{}' } = await iam.getRolePolicy({ RoleName, PolicyName });
    return (JSON.parse(decodeURIComponent(PolicyDocument)) as { readonly Statement: readonly PlainStatement[] })
      .Statement;
  });
  return (await Promise.all(documents)).flat();
};

/** Every role of the hub's functions with what its policies say now, by the function's name. */
export const deployedRoles = async (hub: Hub, accountId: string): Promise<ReadonlyMap<string, Principal>> => {
  const iam = new IAM(hub);
  const { Roles = [] } = await iam.listRoles({ MaxItems: 1000 });
  const names = Roles.flatMap(({ RoleName }) => RoleName ?? []).filter((name) => name.startsWith('cordon-hub-'));
  const roles = names.map(async (roleName) => {
    const statements = await statementsOf(iam, roleName);
    return [roleName.replace('cordon-hub-', 'cordon-'), { accountId, roleName, statements }] as const;
  });
  return new Map(await Promise.all(roles));
};

/** Where the emulator reads a policy otherwise than AWS does, it is given the words that it understands. */
export const reword = async (hub: Hub, from: string, to: string): Promise<number> => {
  const iam = new IAM(hub);
  let reworded = 0;
  for (const RoleName of [...(await deployedRoles(hub, '')).values()].map(({ roleName }) => roleName)) {
    const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName });
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = '{}' } = await iam.getRolePolicy({ RoleName, PolicyName });
      const text = decodeURIComponent(PolicyDocument);
      if (!text.includes(JSON.stringify(from))) continue;
      const PolicyText = text.replaceAll(JSON.stringify(from), JSON.stringify(to));
      await iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument: PolicyText });
      reworded += 1;
    }
  }
  return reworded;
};

/** Lets the account itself take a role of a function, to try what the function may: its policies stay as they are. */
export const letAccountTake = async (hub: Hub, RoleName: string, accountId: string): Promise<void> => {
  const Statement = [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: 'sts:AssumeRole' },
  ];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await new IAM(hub).updateAssumeRolePolicy({ RoleName, PolicyDocument });
};
