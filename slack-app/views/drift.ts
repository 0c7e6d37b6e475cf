import { createHash } from 'node:crypto';
import type { InputBlock, KnownBlock, PlainTextOption } from '@slack/types';
import * as z from 'zod';
import type { IncidentRecord } from '../../incidents/model';
import { section } from './parts';
import { plain, safe } from './text';

/** Ids of the checkbox groups begin with this; a number follows. */
export const DRIFT = 'drift';

const driftSchema = z.array(z.object({ field: z.string(), leftAs: z.string(), foundAs: z.string() }));

/** Something that the last undo left alone, because somebody else changed it after the containment. */
export interface Drifted {
  readonly title: string;
  /** `step/field`, as an undo takes it. */
  readonly name: string;
  readonly leftAs: string;
  readonly foundAs: string;
  /** Names this very state of the field: when it is changed once more, the choice is void. */
  readonly mark: string;
}

const markOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);

/** Every field that the last undo found changed by somebody else, in the order of the plan. */
export const driftedFields = ({ journal, plan }: IncidentRecord): readonly Drifted[] =>
  journal.flatMap(({ step, undo }) => {
    if (undo?.status !== 'drifted') return [];
    const planned = plan?.steps.find(({ id }) => id === step);
    return (driftSchema.safeParse(undo.drift).data ?? []).map(({ field, leftAs, foundAs }) => ({
      title: `${planned?.title ?? step}: ${field}`,
      name: `${step}/${field}`,
      leftAs,
      foundAs,
      mark: markOf(step, field, foundAs),
    }));
  });

/** Slack shows at most ten boxes in a group. */
const IN_A_GROUP = 10;
const GROUPS = 5;

const option = ({ title, leftAs, foundAs, mark }: Drifted): PlainTextOption => ({
  text: plain(title, 75),
  description: plain(`Now ${foundAs}; Cordon left ${leftAs}`, 75),
  value: mark,
});

const group = (fields: readonly Drifted[], index: number): InputBlock => ({
  type: 'input',
  block_id: `${DRIFT}${index}`,
  optional: true,
  label: plain(index === 0 ? 'Overwrite these with what was there before' : 'And these', 200),
  element: { type: 'checkboxes', action_id: `${DRIFT}${index}`, options: fields.map(option) },
});

/** The boxes for what somebody else changed since; nothing when nobody did. */
export const driftInputs = (record: IncidentRecord): readonly KnownBlock[] => {
  const fields = driftedFields(record);
  if (fields.length === 0) return [];
  const shown = fields.slice(0, IN_A_GROUP * GROUPS);
  const groups = Array.from({ length: Math.ceil(shown.length / IN_A_GROUP) }, (_, index) =>
    group(shown.slice(index * IN_A_GROUP, (index + 1) * IN_A_GROUP), index),
  );
  const more = fields.length > shown.length ? ` ${fields.length - shown.length} more are not shown.` : '';
  return [
    section(
      `⚠️ *The last undo stopped here: somebody changed this after the containment.* Tick what the undo may overwrite; what you leave stays as it is, and stops the undo again.${more}`,
    ),
    ...before(record, fields),
    ...groups,
  ];
};

/** What an undo would put back, in the words of the plan: the boxes have no room for it. */
const before = ({ plan }: IncidentRecord, fields: readonly Drifted[]): readonly KnownBlock[] => {
  const steps = (plan?.steps ?? []).flatMap((step) =>
    step.kind === 'do' && step.before && fields.some(({ name }) => name.startsWith(`${step.id}/`))
      ? [`• *${safe(step.title, 90)}*: ${safe(step.before, 300)}`]
      : [],
  );
  return steps.length === 0 ? [] : [section(`*What was there before*\n${steps.join('\n')}`)];
};

/** The fields that were ticked, and still are as they were shown. */
export const acceptedOf = (record: IncidentRecord, marks: readonly string[]): readonly string[] =>
  driftedFields(record).flatMap(({ mark, name }) => (marks.includes(mark) ? [name] : []));
