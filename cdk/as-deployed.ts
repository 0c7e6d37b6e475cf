import { App, type Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { config } from '../cordon.config.example';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { buildCordon } from './build';
import { checkConfig } from './config';
import type { Template } from './derive/inventory';

export interface Deployed {
  readonly stack: Stack;
  readonly template: Template;
}

/** Every stack of the example configuration as CloudFormation gets it, without the code of its functions. */
export const asDeployed = (playbooks: readonly AnyPlaybook[]): readonly Deployed[] => {
  const app = new App();
  const settings = checkConfig(config, 'cordon.config.example.ts', playbooks);
  buildCordon(app, { settings, playbooks, codeOf: () => Code.fromInline('exports.handler = async () => ({})') });
  return app.synth().stacks.map(({ id, template }) => ({ stack: app.node.findChild(id) as Stack, template }));
};
