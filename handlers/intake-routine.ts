import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { takeIn } from './take-in';

/**
 * The routine lane: SQS → the record. Its runs are started by `follow-record`, which the claim wakes and which starts one after
 * the other: a flood is taken in at its own pace, and a thousand investigations at once stand in nobody's way.
 */
export const handler = (event: SQSEvent): Promise<SQSBatchResponse> => takeIn(event);
