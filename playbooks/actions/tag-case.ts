import type { Tag } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { type Drift, defineAction } from '../kit/action';
import { CASE_TAG, STATE_TAG, tagValue } from '../kit/case-tags';
import { findInstance, instanceArn, instanceInput, instanceThere, nothingLeft } from './parts/instance';

const QUARANTINED = 'quarantined';
const KEYS = [CASE_TAG, STATE_TAG] as const;

const caseTags = (incidentId: string): Readonly<Record<(typeof KEYS)[number], string>> => ({
  [CASE_TAG]: incidentId,
  [STATE_TAG]: QUARANTINED,
});

const valuesOf = (tags: readonly Tag[] | undefined): Record<string, string> =>
  Object.fromEntries(
    KEYS.flatMap((key) => {
      const value = tagValue(tags, key);
      return value === undefined ? [] : [[key, value]];
    }),
  );

const asTags = (values: Readonly<Record<string, string>>): Tag[] =>
  Object.entries(values).map(([Key, Value]) => ({ Key, Value }));

/** So that whoever meets the instance in the console, or writes a script over the fleet, knows why it is silent. */
export const tagCase = defineAction({
  id: 'tag-case',
  title: 'Tag the instance with the case',
  risk: 'reversible',
  input: instanceInput,
  before: z.object({ tags: z.record(z.string(), z.string()) }),
  left: z.object({ tags: z.record(z.string(), z.string()) }),
  uses: { ec2: ['describeInstances', 'createTags', 'deleteTags'] },
  writes: ['createTags', 'deleteTags'],
  undoOnly: ['deleteTags'],
  resources: (scope, input) => [instanceArn(scope, input)],
  conditions: [
    {
      actions: ['ec2:CreateTags', 'ec2:DeleteTags'],
      on: ':instance/',
      phase: 'both',
      condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': [...KEYS] } },
    },
  ],
  leaves: [],
  describe: ({ instanceId }) => `Tag ${instanceId} with ${CASE_TAG} and ${STATE_TAG}=${QUARANTINED}.`,
  capture: async ({ aws }, { instanceId }) => ({ tags: valuesOf((await instanceThere(aws.ec2, instanceId)).Tags) }),
  apply: async ({ aws, incidentId }, { instanceId }) => {
    await instanceThere(aws.ec2, instanceId);
    const tags = caseTags(incidentId);
    await aws.ec2.createTags({ Resources: [instanceId], Tags: asTags(tags) });
    return { tags };
  },
  verify: async ({ aws }, { instanceId }, _before, left) => {
    const now = valuesOf((await instanceThere(aws.ec2, instanceId)).Tags);
    const missing = Object.entries(left.tags).filter(([key, value]) => now[key] !== value);
    return missing.length === 0
      ? {
          ok: true,
          saw: `${instanceId} has ${asTags(left.tags)
            .map(({ Key, Value }) => `${Key}=${Value}`)
            .join(', ')}.`,
        }
      : { ok: false, problem: `${instanceId} does not have ${missing.map(([key]) => key).join(', ')}.` };
  },
  undo: async ({ aws, incidentId }, { instanceId }, was, left, accept) => {
    const instance = await findInstance(aws.ec2, instanceId);
    if (!instance) return nothingLeft(instanceId);
    const now = valuesOf(instance.Tags);
    const ours: Readonly<Record<string, string>> = left?.tags ?? caseTags(incidentId);
    const changed = KEYS.filter((key) => now[key] !== was.tags[key]);
    const foreign = changed.filter((key) => now[key] !== ours[key] && !accept.includes(`tag ${key}`));
    const mine = changed.filter((key) => !foreign.includes(key));
    const restore = asTags(was.tags).filter(({ Key }) => mine.some((key) => key === Key));
    const remove = mine.filter((key) => was.tags[key] === undefined);
    if (restore.length > 0) await aws.ec2.createTags({ Resources: [instanceId], Tags: restore });
    // With its value: a tag that somebody changes at this very moment is not removed.
    if (remove.length > 0) {
      await aws.ec2.deleteTags({ Resources: [instanceId], Tags: remove.map((Key) => ({ Key, Value: now[Key] })) });
    }
    const drift: Drift[] = foreign.map((key) => ({
      field: `tag ${key}`,
      leftAs: ours[key] ?? 'absent',
      foundAs: now[key] ?? 'absent',
    }));
    if (drift.length > 0) return { kind: 'drifted', drift, done: `Put back: ${mine.join(', ') || 'nothing'}.` };
    return { kind: 'undone', saw: `The case tags of ${instanceId} are as they were before.` };
  },
});
