import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { buildCordon } from './build';
import { readDeployment } from './config';
import type { Template } from './derive/inventory';

const ROOT = join(__dirname, '..');

export interface Deployed {
  readonly stack: Stack;
  readonly template: Template;
}

const SANDBOX = 'cordon.config.example.ts';
/** The example that has every stack there is. */
export const ORGANISATION = 'cordon.organization.example.ts';

/** Every stack of an example configuration as CloudFormation gets it, without the code of its functions. */
export const asDeployed = (playbooks: readonly AnyPlaybook[], file: string = SANDBOX): readonly Deployed[] => {
  const app = new App();
  const code = Code.fromInline('exports.handler = async () => ({})');
  buildCordon(app, { ...readDeployment(join(ROOT, file), playbooks), playbooks, codeOf: () => code });
  return app.synth().stacks.map(({ id, template }) => ({ stack: app.node.findChild(id) as Stack, template }));
};
