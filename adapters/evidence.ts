import { createHash } from 'node:crypto';
import { S3 } from '@aws-sdk/client-s3';
import { required } from './settings';

const client = new S3({ maxAttempts: 3 });

/** Keeps one document under the incident, and returns its key. The same document twice is one object version more, never another name. */
export const keepEvidence = async (incidentId: string, name: string, document: unknown): Promise<string> => {
  const body = JSON.stringify(document);
  const Key = `incidents/${incidentId}/${name}.json`;
  await client.putObject({
    Bucket: required('CORDON_EVIDENCE_BUCKET'),
    Key,
    Body: body,
    ContentType: 'application/json',
    ChecksumSHA256: createHash('sha256').update(body).digest('base64'),
  });
  return Key;
};
