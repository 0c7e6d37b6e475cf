import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { startIncident } from './start-incident';
import { takeIn } from './take-in';

/** The urgent lane: SQS → the record → Step Functions. */
export const handler = (event: SQSEvent): Promise<SQSBatchResponse> => takeIn(event, startIncident);
