import * as z from 'zod';
import { defineAction } from '../../playbooks/kit/action';
import { defineFact, known } from '../../playbooks/kit/fact';
import { type AnyPlaybook, definePlaybook, step } from '../../playbooks/kit/playbook';

export const QUARANTINE = 'sg-quarantine';

const input = z.strictObject({ instanceId: z.string() });

const tagCase = defineAction({
  id: 'tag-case',
  title: 'Tag the case',
  risk: 'reversible',
  input,
  before: z.object({ tag: z.string() }),
  left: z.object({ tag: z.string() }),
  uses: { ec2: ['describeTags', 'createTags'] },
  writes: ['createTags'],
  resources: () => ['*'],
  leaves: [],
  describe: ({ instanceId }) => `Tag ${instanceId}.`,
  capture: async ({ aws }) => ({ tag: (await aws.ec2.describeTags({})).Tags?.[0]?.Value ?? '' }),
  apply: async ({ aws, incidentId }, { instanceId }) => {
    await aws.ec2.createTags({ Resources: [instanceId], Tags: [{ Key: 'case', Value: incidentId }] });
    return { tag: incidentId };
  },
  verify: async ({ aws }, _input, _before, { tag }) => {
    const found = (await aws.ec2.describeTags({})).Tags?.[0]?.Value;
    return found === tag ? { ok: true, saw: `It is tagged ${tag}.` } : { ok: false, problem: 'It is not tagged.' };
  },
  undo: async () => ({ kind: 'undone', saw: 'Nothing to put back.' }),
});

const groupOf = async (ec2: { describeInstances: (asked: object) => Promise<unknown> }): Promise<string> => {
  const answer = (await ec2.describeInstances({})) as {
    Reservations?: { Instances?: { SecurityGroups?: { GroupId?: string }[] }[] }[];
  };
  return answer.Reservations?.[0]?.Instances?.[0]?.SecurityGroups?.[0]?.GroupId ?? '';
};

const swapGroup = defineAction({
  id: 'swap-group',
  title: 'Swap the group',
  risk: 'disruptive',
  input,
  before: z.object({ group: z.string() }),
  left: z.object({ group: z.string() }),
  uses: { ec2: ['describeInstances', 'modifyNetworkInterfaceAttribute'] },
  writes: ['modifyNetworkInterfaceAttribute'],
  resources: () => ['*'],
  leaves: [],
  describe: ({ instanceId }) => `Swap the group of ${instanceId}.`,
  capture: async ({ aws }) => ({ group: await groupOf(aws.ec2) }),
  apply: async ({ aws }, { instanceId }) => {
    await aws.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId: instanceId, Groups: [QUARANTINE] });
    return { group: QUARANTINE };
  },
  verify: async ({ aws }) => {
    const group = await groupOf(aws.ec2);
    return group === QUARANTINE ? { ok: true, saw: `It has ${group}.` } : { ok: false, problem: `It has ${group}.` };
  },
  undo: async ({ aws }, { instanceId }, { group }, _left, accept) => {
    const found = await groupOf(aws.ec2);
    if (found !== QUARANTINE && found !== group && !accept.includes('group'))
      return { kind: 'drifted', drift: [{ field: 'group', leftAs: QUARANTINE, foundAs: found }], done: '' };
    await aws.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId: instanceId, Groups: [group] });
    return { kind: 'undone', saw: `It has ${await groupOf(aws.ec2)}.` };
  },
});

const machine = defineFact({
  id: 'machine',
  title: 'The instance',
  uses: { ec2: ['describeInstances'] },
  timeoutMs: 1000,
  read: async ({ aws }) => {
    const found = (await aws.ec2.describeInstances({})).Reservations?.[0]?.Instances?.[0];
    return { there: found !== undefined, forwards: found?.SourceDestCheck === false };
  },
  describe: ({ there }) => [there ? 'It is there.' : 'It is gone.'],
});

/** Two steps on one instance, small enough to be killed at every single call. */
export const holdInstance: AnyPlaybook = definePlaybook({
  id: 'hold-instance',
  version: 1,
  title: 'Hold an instance',
  summary: 'Swaps the group of an instance.',
  answers: 'Findings of the tests.',
  targetKind: 'ec2-instance',
  locks: true,
  trigger: () => ({ match: false, why: 'a fixture' }),
  facts: { machine },
  needs: ['machine'],
  recheck: ['machine'],
  drawnFrom: ['machine'],
  draw: ({ machine: seen }, { target }) =>
    known(seen)?.there
      ? {
          kind: 'ec2-instance',
          title: target.id,
          lines: [{ text: known(seen)?.forwards ? 'It forwards.' : 'It stands alone.', tone: 'neutral' }],
          parts: [],
          at: seen.at,
        }
      : undefined,
  steps: [step('tag-case', tagCase, 'best-effort'), step('swap-group', swapGroup, 'essential')],
  decide: (facts, { target }) => {
    const seen = known(facts.machine);
    if (!seen?.there) return { kind: 'not-applicable', why: `${target.id} no longer exists.` };
    return {
      kind: 'act',
      headline: `Hold ${target.id}`,
      targetArn: `arn:aws:ec2:${target.region}:${target.accountId}:instance/${target.id}`,
      target,
      risk: seen.forwards ? 'destructive' : 'disruptive',
      riskReasons: [],
      reach: [{ key: 'instance', text: 'its connections' }],
      inputs: { 'tag-case': { instanceId: target.id }, 'swap-group': { instanceId: target.id } },
      undo: 'The group comes back.',
      cost: [],
      notes: [],
    };
  },
});
