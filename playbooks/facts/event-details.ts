import type { Event } from '@aws-sdk/client-cloudtrail';
import { isRecord } from '../kit/parse-finding-node';

/** What CloudTrail keeps of a call as text; nothing when that is no JSON object. */
export const detailsOf = (event: Event): unknown => {
  try {
    const parsed: unknown = JSON.parse(event.CloudTrailEvent ?? '{}');
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
};
