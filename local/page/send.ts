import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type FindingDetail, findingDetailSchema } from '../aws/finding-store';
import { type Fixture, fixtureNames, forTarget, loadFixture, type Subject } from '../findings';
import type { Stage } from '../stage';
import {
  kindOfDetail,
  nameOfSubject,
  SUBJECT_NAMES,
  shortSubjectOfKind,
  subjectNamed,
  subjectOfKind,
} from '../subjects';
import { findingIn, findingInText } from './document';
import type { SendOrder, Sent } from './types';

const aim = {
  target: z.enum(['auto', 'as-is', ...SUBJECT_NAMES]),
  times: z.number().int().min(1).max(20),
  spread: z.boolean(),
  short: z.boolean(),
};

/** Much larger than any finding, much smaller than what would hurt. */
export const DOCUMENT_MAX = 1_000_000;

export const orderSchema: z.ZodType<SendOrder> = z.union([
  z.strictObject({ ...aim, fixture: z.enum(fixtureNames as readonly [string, ...string[]]) }),
  z.strictObject({ ...aim, document: z.string().max(DOCUMENT_MAX) }),
]);

type Desk = Pick<Stage, 'seed' | 'aws'>;

const givenBy = (order: SendOrder): FindingDetail =>
  'fixture' in order ? findingIn(loadFixture(order.fixture)) : findingInText(order.document);

/** The `turn`th thing that the finding can be about; nothing when it stays as the document has it. */
const subjectAt = ({ seed }: Desk, order: SendOrder, detail: FindingDetail, turn: number): Subject | undefined => {
  if (order.target === 'as-is') return undefined;
  if (order.target !== 'auto') return subjectNamed(seed, order.target);
  const kind = kindOfDetail(detail);
  if (order.short) return shortSubjectOfKind(seed, kind, turn);
  return subjectOfKind(seed, kind, turn);
};

/** The same kind of thing on the same resource is the same finding for GuardDuty, so it has the same id. */
const aboutSubject = (detail: FindingDetail, subject: Subject): FindingDetail => {
  const about = subject.instanceId ?? subject.user?.id ?? subject.accountId ?? '';
  const findingId = createHash('sha256').update(`${detail.id}/${about}`).digest('hex').slice(0, 32);
  // What was read as JSON is JSON.
  return findingDetailSchema.parse(forTarget({ detail } as unknown as Fixture, { findingId, ...subject })['detail']);
};

const nameFor = ({ seed }: Desk, detail: FindingDetail, subject: Subject | undefined): string =>
  (subject && nameOfSubject(seed, subject)) ?? `account ${detail.accountId}`;

/**
 * Lets GuardDuty report what a person chose or dropped, through the stand-in and the hub's own bus. `turn` moves on with
 * each call, so that one finding after another meets another target. Throws Unsendable when the document is no finding.
 */
export const sendFindings = async (desk: Desk, order: SendOrder, nextTurn: () => number): Promise<Sent> => {
  const detail = givenBy(order);
  const sent: Sent['sent'][number][] = [];
  let turn = nextTurn();
  for (let left = order.times; left > 0; left -= 1) {
    const subject = subjectAt(desk, order, detail, turn);
    const kept = await desk.aws.report(subject ? aboutSubject(detail, subject) : detail);
    sent.push({ id: kept.id, type: kept.type, on: nameFor(desk, kept, subject) });
    if (order.spread && left > 1) turn = nextTurn();
  }
  return { sent };
};
