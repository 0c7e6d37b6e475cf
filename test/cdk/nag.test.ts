import { Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { playbooks } from '../../playbooks/index';
import { type Synthesised, synthesise } from './synth';

const findings = (app: Synthesised['app'], stack: Stack): readonly string[] =>
  new AwsSolutionsChecks(app)
    .validateScope(stack)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map((resource) => `${ruleName} ${'constructPath' in resource ? resource.constructPath : ''}`),
    );

describe('cdk-nag (AwsSolutions)', () => {
  const cordon = synthesise(playbooks);

  it('finds nothing in the hub that has no reason', () => {
    expect(findings(cordon.app, cordon.hub)).toEqual([]);
  });

  it('finds nothing in the member roles that has no reason', () => {
    expect(findings(cordon.app, cordon.memberRoles)).toEqual([]);
  });

  it('finds nothing in the log archive that has no reason', () => {
    expect(cordon.logArchive && findings(cordon.app, cordon.logArchive)).toEqual([]);
  });

  it('does find what is wrong', () => {
    const stack = new Stack(cordon.app, 'Wrong');
    new Bucket(stack, 'Open');
    expect(findings(cordon.app, stack)).toContain('AwsSolutions-S10 Wrong/Open/Resource');
  });
});
