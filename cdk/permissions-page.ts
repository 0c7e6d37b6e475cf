import type { Json } from '../playbooks/kit/json';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import type { Deployed } from './as-deployed';
import type { Template } from './derive/inventory';
import { type GrantedStatement, reasonFor } from './derive/permission-reasons';
import { inWords } from './in-words';

interface Document {
  readonly Statement: readonly {
    readonly Sid?: string;
    readonly Effect: string;
    readonly Action?: string | readonly string[];
    readonly Resource?: Json;
    readonly Principal?: Json;
    readonly Condition?: Json;
  }[];
}
interface RoleRow {
  readonly name: string;
  readonly trusts: string;
  readonly statements: readonly GrantedStatement[];
}

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] => {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
};

/** An object of a policy in words: `StringLike sts:RoleSessionName: inc-*`. */
const phrase = (value: Json): string => {
  if (Array.isArray(value)) return (value as readonly Json[]).map(phrase).join(' or ');
  if (typeof value !== 'object' || value === null) return String(value);
  const [first = ''] = Object.keys(value);
  if (first === 'Ref' || first.startsWith('Fn::')) return inWords(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${phrase(inner as Json)}`)
    .join(' and ');
};

const statementsOf = (document: Json | undefined): readonly GrantedStatement[] =>
  (document as unknown as Document).Statement.map(({ Sid, Effect, Action, Resource, Condition }) => ({
    ...(Sid ? { sid: Sid } : {}),
    effect: Effect,
    actions: listOf(Action),
    resources: listOf(Resource).map(inWords),
    ...(Condition ? { condition: phrase(Condition) } : {}),
  }));

const trustOf = (document: Json | undefined): string =>
  (document as unknown as Document).Statement.map(({ Principal, Condition }) =>
    [`\`${phrase(Principal ?? '')}\``, ...(Condition ? [`if \`${phrase(Condition)}\``] : [])].join(' '),
  ).join('; ');

const refersTo = (roles: Json | undefined, logicalId: string): boolean =>
  JSON.stringify(roles ?? []).includes(`"Ref":"${logicalId}"`);

/** Every role of a template, with the statements that stand in it and those that policies attach to it. */
const rolesOf = ({ Resources }: Template): readonly RoleRow[] =>
  Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
    .map(([id, { Properties = {} }]) => {
      const inline = listOf(Properties['Policies']) as readonly { readonly PolicyDocument: Json }[];
      const attached = Object.values(Resources).filter(
        (one) => one.Type === 'AWS::IAM::Policy' && refersTo(one.Properties?.['Roles'], id),
      );
      const documents = [
        ...inline.map(({ PolicyDocument }) => PolicyDocument),
        ...attached.map((one) => one.Properties?.['PolicyDocument']),
      ];
      return {
        name: typeof Properties['RoleName'] === 'string' ? Properties['RoleName'] : id,
        trusts: trustOf(Properties['AssumeRolePolicyDocument']),
        statements: documents.flatMap(statementsOf),
      };
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (values: readonly string[]): string => values.map((one) => `\`${cell(one)}\``).join(' ');

const rowOf = (playbooks: readonly AnyPlaybook[], role: string, statement: GrantedStatement): string => {
  const { effect, actions, resources, condition } = statement;
  const may = effect === 'Deny' ? `**never** ${code(actions)}` : code(actions);
  const on = `${code(resources)}${condition ? ` if ${code([condition])}` : ''}`;
  return `| ${may} | ${on} | ${cell(reasonFor(playbooks, role, statement))} |`;
};

const roleSection = (playbooks: readonly AnyPlaybook[], { name, trusts, statements }: RoleRow): readonly string[] => [
  `### ${name}`,
  '',
  `May be taken by ${cell(trusts)}.`,
  '',
  ...(statements.length === 0
    ? ['Holds no rights.', '']
    : ['| may | on | why |', '| --- | --- | --- |', ...statements.map((one) => rowOf(playbooks, name, one)), '']),
];

/** Stacks that are alike but for their Region stand together. */
const sections = (playbooks: readonly AnyPlaybook[], deployed: readonly Deployed[]): readonly string[] => {
  const names = new Map<string, string[]>();
  for (const { stack, template } of deployed) {
    const roles = rolesOf(template);
    if (roles.length === 0) continue;
    const { description } = stack.templateOptions;
    const text = [
      ...(description ? [`${description}.`, ''] : []),
      ...roles.flatMap((role) => roleSection(playbooks, role)),
    ].join('\n');
    names.set(text, [...(names.get(text) ?? []), stack.node.id]);
  }
  return [...names].flatMap(([text, ids]) => [`## ${ids.join(', ')}`, '', text]);
};

/** docs/permissions.md: every role of every stack, each right with its reason. Throws for a right without one. */
export const permissionsPage = (playbooks: readonly AnyPlaybook[], deployed: readonly Deployed[]): string =>
  [
    '# Every right of every role',
    '',
    '<!-- Written by `npm run docs` from the stacks of cordon.organization.example.ts. Edit the stacks, not this page. -->',
    '',
    'Names in angle brackets are resources of the same stack. No role here has a managed policy. The roles in member accounts are narrowed further:',
    'each session carries a policy for the one target of its incident, and bears the incident’s id as its name.',
    '',
    ...sections(playbooks, deployed),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
