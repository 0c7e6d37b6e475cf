import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildCordon } from '../../cdk/build';
import { readDeployment } from '../../cdk/config';
import { playbooks } from '../../playbooks/index';
import { EXAMPLES } from './synth';

const stacksOf = (file: string): readonly string[] => {
  const app = new App();
  const codeOf = () => Code.fromInline('exports.handler = async () => ({})');
  buildCordon(app, { ...readDeployment(file, playbooks), playbooks, codeOf });
  return app
    .synth()
    .stacks.map(({ stackName, environment }) => `${stackName} in ${environment.account}, ${environment.region}`)
    .sort();
};

describe('the example of', () => {
  it('one sandbox account comes to the hub and the roles', () => {
    expect(stacksOf(EXAMPLES['one sandbox account'])).toEqual([
      'CordonHub in 111111111111, eu-west-1',
      'CordonMemberRoles in unknown-account, unknown-region',
    ]);
  });

  it('an organisation with three Regions comes to everything that rolls out from there', () => {
    expect(stacksOf(EXAMPLES['an organisation with three Regions'])).toEqual([
      'CordonDrillGuard in 111111111111, eu-west-1',
      'CordonForwarder-eu-central-1 in 111111111111, eu-central-1',
      'CordonForwarder-us-east-1 in 111111111111, us-east-1',
      'CordonHub in 111111111111, eu-west-1',
      'CordonLogArchive in 888888888888, eu-west-1',
      'CordonMemberForwarder in unknown-account, unknown-region',
      'CordonMemberRoles in unknown-account, unknown-region',
      'CordonMemberRolesStackSet in unknown-account, unknown-region',
      'CordonShield in unknown-account, unknown-region',
    ]);
  });

  it.each(Object.entries(EXAMPLES))('%s keeps in dry run what nobody switched on by id', (_, file) => {
    const { settings } = readDeployment(file, playbooks);
    const live = settings.accounts.filter((account) => account.live).map(({ id }) => id);
    expect(live).toEqual(file === EXAMPLES['one sandbox account'] ? [] : ['666666666666']);
  });
});
