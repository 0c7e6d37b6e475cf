import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { STS } from '@aws-sdk/client-sts';
import { awsErrorName } from '../playbooks/kit/errors';
import type { Target } from '../playbooks/kit/target';
import type { Credentials } from './operator';

/** A member account, as a person with credentials of its own may use it: to make something, and to throw it away again. */
export interface Member {
  readonly accountId: string;
  readonly region: string;
  readonly ec2: EC2;
  readonly iam: IAM;
  readonly secretsmanager: SecretsManager;
  /** Emulated: nothing takes time there, and the images are one's own. */
  readonly local: boolean;
}

/** One thing that was made, and how it goes again: by us, or by hand. */
export interface Made {
  readonly what: string;
  readonly commands: () => readonly string[];
  readonly remove: () => Promise<void>;
}

/** What a drill is about. `seen` reads it with plain calls; nothing that Cordon says plays a part. */
export interface ThrowAway {
  readonly kind: 'instance' | 'user';
  readonly target: Target;
  readonly accessKeyId?: string;
  readonly seen: () => Promise<Seen>;
}
export interface Seen {
  /** Cut off or locked out, and as it was made, so far as an undo takes things back. Both may be false. */
  readonly contained: boolean;
  readonly asBefore: boolean;
  /** What was read, for people. */
  readonly words: string;
}

export interface Place {
  readonly region: string;
  readonly credentials: Credentials;
  /** Of emulators only. */
  readonly endpoint?: string;
}

/** The account that these credentials are of. Throws what STS answers. */
export const openMember = async ({ region, credentials, endpoint }: Place): Promise<Member> => {
  const config = { region, credentials, maxAttempts: 4, ...(endpoint ? { endpoint } : {}) };
  const { Account: accountId = '' } = await new STS(config).getCallerIdentity({});
  const local = (endpoint ?? process.env['AWS_ENDPOINT_URL'] ?? '').startsWith('http://127.0.0.1');
  return {
    accountId,
    region,
    local,
    ec2: new EC2(config),
    iam: new IAM(config),
    secretsmanager: new SecretsManager(config),
  };
};

/** Credentials of one account of the emulators, which ask nobody who they are. */
export const localCredentials = async (endpoint: string, accountId: string, region: string) => {
  const sts = new STS({ region, endpoint, credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  const RoleArn = `arn:aws:iam::${accountId}:role/account-owner`;
  const given = (await sts.assumeRole({ RoleArn, RoleSessionName: 'drill' })).Credentials;
  return {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
};

/** The id that a create call gave. */
export const idOf = (id: string | undefined, what: string): string => {
  if (id) return id;
  throw new Error(`AWS gave no id for ${what}`);
};

/** Something that is gone already needs no removing. */
export const unlessGone = async (call: Promise<unknown>): Promise<void> => {
  await call.catch((error: unknown) => {
    if (!/NoSuchEntity|NotFound/.test(awsErrorName(error))) throw error;
  });
};
