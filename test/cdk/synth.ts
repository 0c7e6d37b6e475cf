import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildCordon, type Stacks } from '../../cdk/build';
import { type Deployment, readDeployment } from '../../cdk/config';
import type { AnyPlaybook } from '../../playbooks/kit/playbook';
import type { Settings } from '../../playbooks/kit/settings';

export const EXAMPLES = {
  'one sandbox account': 'cordon.config.example.ts',
  'an organisation with three Regions': 'cordon.organization.example.ts',
} as const;

/** What the example of an organisation comes to. */
export const exampleDeployment = (): Deployment => readDeployment(EXAMPLES['an organisation with three Regions']);
export const exampleSettings = (): Settings => exampleDeployment().settings;

export interface Synthesised extends Stacks {
  readonly app: App;
  readonly hubTemplate: Template;
  readonly memberTemplate: Template;
}

/** Every stack, with a line of inline code in the place of the bundles: what is tested here is the template. */
export const synthesise = (
  playbooks: readonly AnyPlaybook[],
  settings = exampleSettings(),
  rollout = exampleDeployment().rollout,
): Synthesised => {
  const app = new App();
  const stacks = buildCordon(app, {
    settings,
    rollout,
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
