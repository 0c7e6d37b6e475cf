import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildCordon, type Stacks } from '../../cdk/build';
import { checkConfig } from '../../cdk/config';
import { config } from '../../cordon.config.example';
import type { AnyPlaybook } from '../../playbooks/kit/playbook';
import type { Settings } from '../../playbooks/kit/settings';

export const exampleSettings = (): Settings => checkConfig(config, 'cordon.config.example.ts');

export interface Synthesised extends Stacks {
  readonly app: App;
  readonly hubTemplate: Template;
  readonly memberTemplate: Template;
}

/** Both stacks, with a line of inline code in the place of the bundles: what is tested here is the template. */
export const synthesise = (playbooks: readonly AnyPlaybook[], settings = exampleSettings()): Synthesised => {
  const app = new App();
  const stacks = buildCordon(app, {
    settings,
    playbooks,
    codeOf: () => Code.fromInline('exports.handler = async () => ({})'),
  });
  return {
    app,
    ...stacks,
    hubTemplate: Template.fromStack(stacks.hub),
    memberTemplate: Template.fromStack(stacks.memberRoles),
  };
};

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}
export const resourcesOf = (template: Template, type: string): readonly (Resource & { readonly logicalId: string })[] =>
  Object.entries(template.toJSON()['Resources'] as Record<string, Resource>)
    .filter(([, resource]) => resource.Type === type)
    .map(([logicalId, resource]) => ({ logicalId, ...resource }));
