import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IAM } from '@aws-sdk/client-iam';
import { given } from './seed/clients';
import { PEOPLE } from './settings';

type Hub = NonNullable<ConstructorParameters<typeof IAM>[0]>;

/** How people of the stage reach the operator API: an AWS profile each, of an IAM user in the hub's account. */
export interface Operators {
  /** In the format of AWS's own credentials file; readable by whoever started the stage, and gone with it. */
  readonly credentialsFile: string;
  /** Where the operator API answers on this machine. */
  readonly url: string;
  readonly profiles: readonly string[];
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Makes an IAM user of the hub's account with an access key. */
export const hireOperator = async (hub: Hub, UserName: string): Promise<AccessKey> => {
  const iam = new IAM(hub);
  await iam.createUser({ UserName });
  const { AccessKey: made } = await iam.createAccessKey({ UserName });
  return {
    accessKeyId: given(made?.AccessKeyId, `the access key of ${UserName}`),
    secretAccessKey: given(made?.SecretAccessKey, `the access key of ${UserName}`),
  };
};

const profileOf = (name: string, { accessKeyId, secretAccessKey }: AccessKey): string =>
  `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;

/** Gives everyone whom Cordon knows a way to sign. Keys are made anew for each stage and mean nothing anywhere else. */
export const hireOperators = async (hub: Hub, folder: string, url: string): Promise<Operators> => {
  const profiles = Object.keys(PEOPLE);
  const keys = await Promise.all(profiles.map(async (name) => profileOf(name, await hireOperator(hub, name))));
  const credentialsFile = join(folder, 'operators');
  writeFileSync(credentialsFile, keys.join('\n'), { mode: 0o600 });
  return { credentialsFile, url, profiles };
};
