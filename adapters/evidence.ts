import { createHash } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { required } from './settings';

const client = new S3Client({ maxAttempts: 3 });

/** A bucket, and the account that it has to belong to where that is not this one. */
interface Place {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string;
}

const put = async (place: Place, Key: string, document: unknown): Promise<void> => {
  const Body = JSON.stringify(document);
  const ChecksumSHA256 = createHash('sha256').update(Body).digest('base64');
  await client.send(new PutObjectCommand({ ...place, Key, Body, ContentType: 'application/json', ChecksumSHA256 }));
};

/** Keeps one document under the incident, and returns its key. The same document twice is one object version more, never another name. */
export const keepEvidence = async (incidentId: string, name: string, document: unknown): Promise<string> => {
  const Key = `incidents/${incidentId}/${name}.json`;
  await put({ Bucket: required('CORDON_EVIDENCE_BUCKET') }, Key, document);
  return Key;
};

/** Keeps a closed audit chain beside the evidence, and in the log archive's account when there is one. */
export const keepChain = async (
  chain: string,
  document: unknown,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> => {
  const Key = `chains/${chain}.json`;
  await put({ Bucket: required('CORDON_EVIDENCE_BUCKET', env) }, Key, document);
  const [Bucket, ExpectedBucketOwner] = [env['CORDON_ARCHIVE_BUCKET'], env['CORDON_ARCHIVE_ACCOUNT']];
  if (Bucket && ExpectedBucketOwner) await put({ Bucket, ExpectedBucketOwner }, Key, document);
};
