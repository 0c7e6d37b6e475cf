import { createHash } from 'node:crypto';
import * as z from 'zod';

/** A finding as GuardDuty keeps it and as EventBridge carries it: camelCase. Only what this store touches is named. */
export const findingDetailSchema = z.looseObject({
  id: z.string().min(1),
  accountId: z.string().regex(/^\d{12}$/),
  region: z.string().min(1),
  type: z.string().min(1),
  severity: z.number(),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
  service: z
    .looseObject({
      count: z.number().int().positive().optional(),
      archived: z.boolean().optional(),
      eventFirstSeen: z.string().optional(),
      eventLastSeen: z.string().optional(),
    })
    .optional(),
});
export type FindingDetail = z.infer<typeof findingDetailSchema>;

/** One detector per account and Region, as in AWS; its id never changes. */
export const detectorIdFor = (accountId: string, region: string): string =>
  createHash('sha256').update(`detector/${accountId}/${region}`).digest('hex').slice(0, 32);

export interface FindingStore {
  /** Takes an occurrence in: a new finding, or one more of a known one, with the details of the latest. */
  readonly report: (occurrence: FindingDetail) => FindingDetail;
  readonly get: (accountId: string, region: string, id: string) => FindingDetail | undefined;
  readonly all: () => readonly FindingDetail[];
}

const FIRST_LAG_MS = 4 * 60_000;
const keyOf = (accountId: string, region: string, id: string): string => `${accountId}/${region}/${id}`;

/** How long before the finding its activity was first seen: as in the document that was given, else four minutes. */
const lagOf = ({ createdAt, service }: FindingDetail): number => {
  const lag = Date.parse(createdAt ?? '') - Date.parse(service?.eventFirstSeen ?? '');
  return lag >= 0 ? lag : FIRST_LAG_MS;
};

const firstOccurrence = (given: FindingDetail, now: Date): FindingDetail => ({
  ...given,
  createdAt: now.toISOString(),
  updatedAt: now.toISOString(),
  service: {
    archived: false,
    ...given.service,
    count: given.service?.count ?? 1,
    eventFirstSeen: new Date(now.getTime() - lagOf(given)).toISOString(),
    eventLastSeen: now.toISOString(),
  },
});

const oneMore = (known: FindingDetail, given: FindingDetail, now: Date): FindingDetail => ({
  ...given,
  createdAt: known.createdAt,
  updatedAt: now.toISOString(),
  service: {
    ...given.service,
    archived: known.service?.archived ?? false,
    count: (known.service?.count ?? 1) + 1,
    eventFirstSeen: known.service?.eventFirstSeen,
    eventLastSeen: now.toISOString(),
  },
});

export const findingStore = (now: () => Date): FindingStore => {
  const findings = new Map<string, FindingDetail>();
  return {
    report: (occurrence) => {
      const given = findingDetailSchema.parse(occurrence);
      const key = keyOf(given.accountId, given.region, given.id);
      const known = findings.get(key);
      const kept = known ? oneMore(known, given, now()) : firstOccurrence(given, now());
      findings.set(key, kept);
      return kept;
    },
    get: (accountId, region, id) => findings.get(keyOf(accountId, region, id)),
    all: () => [...findings.values()],
  };
};
