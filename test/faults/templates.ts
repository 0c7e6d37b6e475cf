import { playbooks } from '../../playbooks/index';
import { synthesise } from '../cdk/synth';

// Every template as AWS reads it.

export const HUB = '111111111111';
export const MEMBER = '222222222222';
export const REGION = 'eu-west-1';

interface Template {
  readonly id: string;
  readonly resources: readonly (Resource & { readonly name: string })[];
}
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly Principal?: string | Readonly<Record<string, unknown>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const { app } = synthesise(playbooks);
const { stacks } = app.synth();
/** Each as one text. */
export const allTemplates = stacks.map(({ id, template }) => ({ id, text: JSON.stringify(template) }));
const templates: readonly Template[] = stacks.map(({ id, template }) => ({
  id,
  resources: Object.entries(template.Resources as Record<string, Resource>).map(([name, one]) => ({ name, ...one })),
}));

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The template as AWS fills it in, as far as the tests of rights ask: pseudo parameters and joins; other resources by name. */
export const filled = (value: unknown, account: string): unknown => {
  if (Array.isArray(value)) return value.map((one) => filled(one, account));
  if (!isObject(value)) return value;
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::Region': REGION,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  if (typeof value['Ref'] === 'string') return pseudo[value['Ref']] ?? value['Ref'];
  const join = value['Fn::Join'];
  if (Array.isArray(join)) return (filled(join[1], account) as string[]).join(String(join[0]));
  const get = value['Fn::GetAtt'];
  if (Array.isArray(get)) return get.join('.');
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, account)]));
};
export const ofType = (type: string) =>
  templates.flatMap(({ id, resources }) =>
    resources.filter((one) => one.Type === type).map((one) => ({ ...one, where: `${id}/${one.name}` })),
  );
export const statementsIn = (document: unknown): readonly Statement[] =>
  [(isObject(document) ? document['Statement'] : []) ?? []].flat() as Statement[];
