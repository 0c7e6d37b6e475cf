import type { ActionContext } from '../../playbooks/kit/action';
import type { Uses } from '../../playbooks/kit/services';

export const USER_ID = 'AIDAQX3EXAMPLE7REPRT1';
export const USER = 'report-export';
export const KEY = 'AKIAQX3EXAMPLE7REP7Q';
export const SECOND = 'AKIAQX3EXAMPLE7SEC2B';
export const ACCOUNT = '333333333333';
export const NOW = '2026-11-22T03:05:00.000Z';

export class AwsError extends Error {
  constructor(
    override readonly name: string,
    message = `${name} from the fake`,
  ) {
    super(message);
  }
}

interface Key {
  status: string;
  usedAt?: Date;
}
interface Secret {
  tags: Record<string, string>;
  /** Version id → value; the last is current. */
  versions: [string, string][];
  policy?: string;
  deletedAt?: Date;
}

/** What one IAM user and its secret are, changed as AWS would; `deny` refuses calls by name. */
export class FakeUser {
  name: string | undefined = USER;
  id = USER_ID;
  keys = new Map<string, Key>();
  attached: string[] = [];
  inline = new Map<string, string>();
  tags: Record<string, string> = {};
  secret: Secret | undefined;
  calls: string[] = [];
  deny = new Map<string, Error>();
  /** Keys that the next CreateAccessKey leaves behind besides its own, as a call that the SDK sent twice does. */
  lostAnswers = 0;
  private made = 0;

  addKey(id: string, status = 'Active', usedAt?: string): this {
    this.keys.set(id, { status, ...(usedAt ? { usedAt: new Date(usedAt) } : {}) });
    return this;
  }

  private call<T>(name: string, body: () => T): Promise<T> {
    this.calls.push(name);
    const refused = this.deny.get(name);
    return refused ? Promise.reject(refused) : new Promise((resolve) => resolve(body()));
  }

  private must(userName: string): void {
    if (userName !== this.name) throw new AwsError('NoSuchEntityException');
  }

  private newKey(): string {
    this.made += 1;
    const id = `AKIAQX3EXAMPLENEW${this.made}AA`;
    this.addKey(id);
    return id;
  }

  readonly iam = {
    getUser: ({ UserName }: { UserName: string }) =>
      this.call('getUser', () => {
        this.must(UserName);
        return { User: { UserName, UserId: this.id, Arn: `arn:aws:iam::${ACCOUNT}:user/${UserName}` } };
      }),
    listUsers: () =>
      this.call('listUsers', () => ({ Users: this.name ? [{ UserName: this.name, UserId: this.id }] : [] })),
    listAccessKeys: ({ UserName }: { UserName: string }) =>
      this.call('listAccessKeys', () => {
        this.must(UserName);
        return {
          AccessKeyMetadata: [...this.keys].map(([AccessKeyId, { status: Status }]) => ({ AccessKeyId, Status })),
        };
      }),
    updateAccessKey: ({ AccessKeyId, Status }: { AccessKeyId: string; Status: string }) =>
      this.call('updateAccessKey', () => {
        const key = this.keys.get(AccessKeyId);
        if (!key) throw new AwsError('NoSuchEntityException');
        key.status = Status;
      }),
    getAccessKeyLastUsed: ({ AccessKeyId }: { AccessKeyId: string }) =>
      this.call('getAccessKeyLastUsed', () => ({
        AccessKeyLastUsed: { LastUsedDate: this.keys.get(AccessKeyId)?.usedAt },
      })),
    createAccessKey: ({ UserName }: { UserName: string }) =>
      this.call('createAccessKey', () => {
        this.must(UserName);
        if (this.keys.size > 1) throw new AwsError('LimitExceededException');
        for (; this.lostAnswers > 0; this.lostAnswers -= 1) this.newKey();
        const AccessKeyId = this.newKey();
        return { AccessKey: { AccessKeyId, SecretAccessKey: `secret-of-${AccessKeyId}` } };
      }),
    deleteAccessKey: ({ AccessKeyId }: { AccessKeyId: string }) =>
      this.call('deleteAccessKey', () => {
        if (!this.keys.delete(AccessKeyId)) throw new AwsError('NoSuchEntityException');
      }),
    listAttachedUserPolicies: () =>
      this.call('listAttachedUserPolicies', () => ({
        AttachedPolicies: this.attached.map((PolicyArn) => ({ PolicyArn })),
      })),
    attachUserPolicy: ({ PolicyArn }: { PolicyArn: string }) =>
      this.call('attachUserPolicy', () => {
        if (this.attached.length >= 10) throw new AwsError('LimitExceededException');
        this.attached.push(PolicyArn);
      }),
    detachUserPolicy: ({ PolicyArn }: { PolicyArn: string }) =>
      this.call('detachUserPolicy', () => {
        this.attached = this.attached.filter((arn) => arn !== PolicyArn);
      }),
    getUserPolicy: ({ PolicyName }: { PolicyName: string }) =>
      this.call('getUserPolicy', () => {
        const document = this.inline.get(PolicyName);
        if (document === undefined) throw new AwsError('NoSuchEntityException');
        return { PolicyDocument: encodeURIComponent(document) };
      }),
    putUserPolicy: ({ PolicyName, PolicyDocument }: { PolicyName: string; PolicyDocument: string }) =>
      this.call('putUserPolicy', () => {
        this.inline.set(PolicyName, PolicyDocument);
      }),
    deleteUserPolicy: ({ PolicyName }: { PolicyName: string }) =>
      this.call('deleteUserPolicy', () => {
        this.inline.delete(PolicyName);
      }),
    listUserTags: () =>
      this.call('listUserTags', () => ({ Tags: Object.entries(this.tags).map(([Key, Value]) => ({ Key, Value })) })),
    tagUser: ({ Tags }: { Tags: { Key: string; Value: string }[] }) =>
      this.call('tagUser', () => {
        for (const { Key, Value } of Tags) this.tags[Key] = Value;
      }),
    untagUser: ({ TagKeys }: { TagKeys: string[] }) =>
      this.call('untagUser', () => {
        for (const key of TagKeys) delete this.tags[key];
      }),
  };

  readonly secretsmanager = {
    describeSecret: () =>
      this.call('describeSecret', () => {
        const secret = this.there();
        const versions = secret.versions.map(([id], at) => [
          id,
          at === secret.versions.length - 1 ? ['AWSCURRENT'] : [],
        ]);
        return {
          ARN: 'arn:secret',
          Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
          VersionIdsToStages: Object.fromEntries(versions),
          ...(secret.deletedAt ? { DeletedDate: secret.deletedAt } : {}),
        };
      }),
    getResourcePolicy: () => this.call('getResourcePolicy', () => ({ ResourcePolicy: this.there().policy })),
    createSecret: ({ Tags }: { Tags: { Key: string; Value: string }[] }) =>
      this.call('createSecret', () => {
        this.secret = { tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])), versions: [] };
      }),
    tagResource: ({ Tags }: { Tags: { Key: string; Value: string }[] }) =>
      this.call('tagResource', () => {
        for (const { Key, Value } of Tags) this.there().tags[Key] = Value;
      }),
    putSecretValue: ({ ClientRequestToken, SecretString }: { ClientRequestToken: string; SecretString: string }) =>
      this.call('putSecretValue', () => {
        this.there().versions.push([ClientRequestToken, SecretString]);
      }),
  };

  private there(): Secret {
    if (!this.secret) throw new AwsError('ResourceNotFoundException');
    return this.secret;
  }

  /** The context in which an action meets this user. */
  context<U extends Uses>(incidentId = 'inc-abcdefghij-1'): ActionContext<U> {
    const ports = { iam: this.iam, secretsmanager: this.secretsmanager } as unknown as ActionContext<U>['aws'];
    return {
      aws: ports,
      target: { kind: 'iam-user', accountId: ACCOUNT, region: 'global', id: USER_ID, name: USER },
      incidentId,
      partition: 'aws',
      now: () => new Date(NOW),
      wait: async () => {},
    };
  }
}

export const INPUT = { userId: USER_ID, userName: USER };
