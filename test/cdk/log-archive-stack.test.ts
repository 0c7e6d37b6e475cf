import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LogArchiveStack } from '../../cdk/log-archive-stack';
import { playbooks } from '../../playbooks/index';
import { exampleSettings, resourcesOf, synthesise } from './synth';

const ARCHIVE = { accountId: '555555555555', days: 400 } as const;
const BUCKET = 'cordon-audit-555555555555-eu-west-1';
const stack = new LogArchiveStack(new App(), 'Archive', {
  archive: { ...ARCHIVE, bucket: BUCKET },
  hubAccount: '111111111111',
});
const template = Template.fromStack(stack);
const textOf = (value: unknown): string => JSON.stringify(value);

interface StatementJson {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string;
  readonly Condition?: object;
}
const statements = resourcesOf(template, 'AWS::S3::BucketPolicy')
  .filter(({ Properties }) => textOf(Properties['Bucket']).includes('Chains'))
  .flatMap(({ Properties }) => (Properties['PolicyDocument'] as { Statement: readonly StatementJson[] }).Statement);

describe('the log archive', () => {
  it('keeps chains so that nobody can change or remove them before their time', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketName: BUCKET,
        ObjectLockEnabled: true,
        ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 400, Mode: 'COMPLIANCE' } } },
        VersioningConfiguration: { Status: 'Enabled' },
      },
    });
  });

  it('lets exactly the exporter of the hub put, and nobody else', () => {
    const role = {
      'aws:PrincipalArn': {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111111111111:role/cordon-hub-keep-audit']],
      },
    };
    const allows = statements.filter(({ Effect }) => Effect === 'Allow');
    expect(allows).toEqual([expect.objectContaining({ Action: 's3:PutObject', Condition: { ArnEquals: role } })]);
    expect(statements).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Action: 's3:PutObject', Condition: { ArnNotEquals: role } }),
    );
  });

  it('needs no bootstrap and no asset', () => {
    expect(textOf(template.toJSON())).not.toMatch(/cdk-bootstrap|cdk-hnb659fds/);
  });
});

describe('a hub with a log archive', () => {
  const { hubTemplate: hub, logArchive } = synthesise(playbooks, { ...exampleSettings(), logArchive: ARCHIVE });
  const puts = resourcesOf(hub, 'AWS::IAM::Policy')
    .map(({ Properties }) => textOf(Properties))
    .filter((policy) => policy.includes(BUCKET));

  it('has one role that may write there, below chains/ only', () => {
    expect(puts).toHaveLength(1);
    expect(puts[0]).toContain(`:s3:::${BUCKET}/chains/*`);
    expect(puts[0]).toContain('KeepAuditRole');
    expect(logArchive?.account).toBe(ARCHIVE.accountId);
  });

  it('tells its exporter which bucket, and whose it has to be', () => {
    const exporter = resourcesOf(hub, 'AWS::Lambda::Function').filter(({ Properties }) =>
      textOf(Properties['Environment']).includes('CORDON_ARCHIVE_BUCKET'),
    );
    expect(exporter.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        FunctionName: 'cordon-keep-audit',
        Environment: {
          Variables: expect.objectContaining({
            CORDON_ARCHIVE_BUCKET: BUCKET,
            CORDON_ARCHIVE_ACCOUNT: ARCHIVE.accountId,
          }),
        },
      }),
    ]);
  });

  it('is none when the configuration names no archive', () => {
    const { logArchive: _archive, ...settings } = exampleSettings();
    expect(synthesise(playbooks, settings).logArchive).toBeUndefined();
  });
});
