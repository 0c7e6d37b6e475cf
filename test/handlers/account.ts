import type { Services, Uses } from '../../playbooks/kit/services';

/** What a call of the fake account may be made to do; `number` counts every call from 1. */
export type Fault = (call: { readonly name: string; readonly number: number }) => Promise<void> | void;

/** One member account with one instance in it: as little as a playbook needs. */
export class FakeAccount {
  exists = true;
  /** Its role cannot be assumed. */
  closed = false;
  /** Passes others' traffic on: the plan's risk is then higher. */
  forwards = false;
  group = 'sg-web';
  tags: Readonly<Record<string, string>> = {};
  /** Every call, in order. */
  readonly calls: string[] = [];
  /** Calls that changed something that was not so before. */
  readonly effects: string[] = [];
  before: Fault = () => undefined;
  after: Fault = () => undefined;

  private async call<T>(name: string, body: () => T): Promise<T> {
    this.calls.push(name);
    const number = this.calls.length;
    await this.before({ name, number });
    const answer = body();
    await this.after({ name, number });
    return answer;
  }

  private set(what: 'group' | 'tags', value: string): void {
    const now = what === 'group' ? this.group : (this.tags['case'] ?? '');
    if (now !== value) this.effects.push(`${what}: ${now} → ${value}`);
    if (what === 'group') this.group = value;
    else this.tags = { case: value };
  }

  private readonly ec2 = {
    describeInstances: () =>
      this.call('describeInstances', () => ({
        Reservations: this.exists
          ? [{ Instances: [{ SourceDestCheck: !this.forwards, SecurityGroups: [{ GroupId: this.group }] }] }]
          : [],
      })),
    describeTags: () =>
      this.call('describeTags', () => ({ Tags: Object.entries(this.tags).map(([Key, Value]) => ({ Key, Value })) })),
    modifyNetworkInterfaceAttribute: ({ Groups }: { Groups: string[] }) =>
      this.call('modifyNetworkInterfaceAttribute', () => this.set('group', Groups[0] ?? '')),
    createTags: ({ Tags }: { Tags: { Value: string }[] }) =>
      this.call('createTags', () => this.set('tags', Tags[0]?.Value ?? '')),
  };

  get writes(): readonly string[] {
    return this.calls.filter((name) => !name.startsWith('describe'));
  }

  services = (_uses: Uses): Services => ({ ec2: this.ec2 }) as unknown as Services;
}

/** The account that the handlers of a test enter. */
export const world: { account: FakeAccount } = { account: new FakeAccount() };
