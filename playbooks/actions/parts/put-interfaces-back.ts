import type { EC2 } from '@aws-sdk/client-ec2';
import type { Drift, Undone } from '../../kit/action';
import { FORMER_GROUPS_TAG } from '../../kit/case-tags';
import { awsErrorName } from '../../kit/errors';
import { isQuarantineGroup } from '../../kit/quarantine';
import { type Attached, sameGroups, stillThere } from './interfaces';

type Port = Pick<
  EC2,
  'describeNetworkInterfaces' | 'describeSecurityGroups' | 'modifyNetworkInterfaceAttribute' | 'deleteTags'
>;

interface Former {
  readonly id: string;
  readonly vpcId: string;
  readonly groups: readonly string[];
}

interface Wanted {
  readonly accountId: string;
  readonly captured: readonly Former[];
  readonly late: readonly Former[];
  /** Ids of the groups that apply used; the name and tag tell the rest. */
  readonly quarantine: readonly string[];
  readonly accept: readonly string[];
}

const fieldOf = (id: string): string => `${id} security groups`;
const list = (groups: readonly string[]): string => groups.join(', ') || 'none';

interface Groups {
  readonly existing: ReadonlySet<string>;
  readonly quarantine: ReadonlySet<string>;
}

const groupsNow = async (ec2: Port, wanted: Wanted, ids: readonly string[]): Promise<Groups> => {
  const Filters = [{ Name: 'group-id', Values: [...new Set(ids)] }];
  const found = (await ec2.describeSecurityGroups({ Filters })).SecurityGroups ?? [];
  const ours = found
    .filter((group) => isQuarantineGroup(group, wanted.accountId))
    .flatMap(({ GroupId }) => GroupId ?? []);
  return {
    existing: new Set(found.flatMap(({ GroupId }) => GroupId ?? [])),
    quarantine: new Set([...ours, ...wanted.quarantine]),
  };
};

type Answer = { readonly change: readonly string[] } | { readonly same: true } | { readonly drift: Drift };

/** What may be done with one interface: nothing of what somebody else did since is overwritten unless a person picked it. */
const judge = (now: Attached, was: Former, groups: Groups, accept: readonly string[]): Answer => {
  if (sameGroups(now.groups, was.groups)) return { same: true };
  const field = fieldOf(now.id);
  const [only, ...more] = now.groups;
  const asLeft = only !== undefined && more.length === 0 && groups.quarantine.has(only);
  const there = was.groups.filter((id) => groups.existing.has(id));
  const gone = was.groups.filter((id) => !groups.existing.has(id));
  const picked = accept.includes(field);
  if (!asLeft && !picked) return { drift: { field, leftAs: 'the quarantine group', foundAs: list(now.groups) } };
  if (there.length > 0 && (gone.length === 0 || picked)) return { change: there };
  return {
    drift: {
      field,
      leftAs: 'the quarantine group',
      foundAs: `${list(now.groups)}; its former ${list(gone)} no longer exist`,
    },
  };
};

const putOneBack = async (ec2: Port, now: Attached, Groups: readonly string[]): Promise<string | undefined> => {
  try {
    await ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId: now.id, Groups: [...Groups] });
    return undefined;
  } catch (error) {
    // Deleted between the look and the change: the next look says so.
    if (awsErrorName(error) === 'InvalidGroup.NotFound')
      return `${now.id}: one of ${list(Groups)} was deleted meanwhile`;
    throw error;
  }
};

/** Each interface gets its own groups again, which need not be the instance's. Interfaces that are gone need nothing. */
export const putInterfacesBack = async (ec2: Port, wanted: Wanted): Promise<Undone> => {
  const was = new Map([...wanted.captured, ...wanted.late].map((one) => [one.id, one]));
  const now = await stillThere(ec2, [...was.keys()]);
  if (now.length === 0) return { kind: 'undone', saw: 'None of the interfaces exists any more.' };
  const ids = [...was.values(), ...now].flatMap((one) => one.groups);
  const groups = await groupsNow(ec2, wanted, ids);
  const drift: Drift[] = [];
  for (const one of now) {
    const former = was.get(one.id);
    const answer = former ? judge(one, former, groups, wanted.accept) : ({ same: true } as const);
    if ('drift' in answer) drift.push(answer.drift);
    if ('change' in answer) {
      const problem = await putOneBack(ec2, one, answer.change);
      if (problem) drift.push({ field: fieldOf(one.id), leftAs: 'the quarantine group', foundAs: problem });
    }
  }
  await forget(ec2, wanted, now, drift);
  return readBack(ec2, now, drift);
};

const forget = async (ec2: Port, wanted: Wanted, now: readonly Attached[], drift: readonly Drift[]): Promise<void> => {
  const done = now.filter((one) => one.former && wanted.late.some(({ id }) => id === one.id));
  const Resources = done.map(({ id }) => id).filter((id) => !drift.some(({ field }) => field === fieldOf(id)));
  if (Resources.length > 0) await ec2.deleteTags({ Resources, Tags: [{ Key: FORMER_GROUPS_TAG }] });
};

const readBack = async (ec2: Port, touched: readonly Attached[], drift: readonly Drift[]): Promise<Undone> => {
  const found = await stillThere(
    ec2,
    touched.map(({ id }) => id),
  );
  const lines = found.map((one) => `${one.id} has ${list(one.groups)}`).join('; ');
  return drift.length > 0 ? { kind: 'drifted', drift, done: `Now: ${lines}.` } : { kind: 'undone', saw: `${lines}.` };
};
