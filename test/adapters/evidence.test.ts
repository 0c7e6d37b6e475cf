import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { keepChain } from '../../adapters/evidence';

process.env['AWS_REGION'] = 'eu-west-1';
const s3 = mockClient(S3Client);
const HUB = { CORDON_EVIDENCE_BUCKET: 'evidence' };
const ARCHIVE = {
  CORDON_ARCHIVE_BUCKET: 'cordon-audit-888888888888-eu-west-1',
  CORDON_ARCHIVE_ACCOUNT: '888888888888',
};
const CHAIN = { chain: 'inc-a-1', head: { seq: 1, hash: 'x' }, rows: [] };
const puts = () => s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);
beforeEach(() => s3.reset());

describe('a closed chain', () => {
  it('goes to the evidence, and to the log archive where there is one, whose account it names: a bucket of that name in another takes nothing', async () => {
    await keepChain('inc-a-1', CHAIN, { ...HUB, ...ARCHIVE });
    expect(puts().map(({ Bucket, Key, ExpectedBucketOwner }) => [Bucket, Key, ExpectedBucketOwner])).toEqual([
      ['evidence', 'chains/inc-a-1.json', undefined],
      [ARCHIVE.CORDON_ARCHIVE_BUCKET, 'chains/inc-a-1.json', ARCHIVE.CORDON_ARCHIVE_ACCOUNT],
    ]);
    // Object Lock takes no object without a checksum.
    expect(new Set(puts().map(({ Body, ChecksumSHA256 }) => JSON.stringify([Body, ChecksumSHA256?.length])))).toEqual(
      new Set([JSON.stringify([JSON.stringify(CHAIN), 44])]),
    );
  });

  it('is not taken for kept when the archive did not take it', async () => {
    s3.on(PutObjectCommand, { Bucket: ARCHIVE.CORDON_ARCHIVE_BUCKET }).rejects(new Error('AccessDenied'));
    await expect(keepChain('inc-a-1', CHAIN, { ...HUB, ...ARCHIVE })).rejects.toThrow('AccessDenied');
  });

  it('goes to the evidence alone where no archive is configured', async () => {
    await keepChain('inc-a-1', CHAIN, HUB);
    expect(puts().map(({ Bucket }) => Bucket)).toEqual(['evidence']);
  });
});
