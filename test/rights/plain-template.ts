import type { Template } from 'aws-cdk-lib/assertions';
import { listed, type PlainStatement, type Principal } from './ask';

type Json = unknown;
type Node = Readonly<Record<string, Json>>;
interface Resource {
  readonly Type: string;
  readonly Properties?: Node;
}

/** What CloudFormation knows when it deploys, and a template does not. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

const isNode = (value: Json): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

const KINDS: Readonly<Record<string, (id: string) => string>> = {
  'AWS::DynamoDB::Table': (id) => `dynamodb:REGION:ACCOUNT:table/${id}`,
  'AWS::KMS::Key': () => 'kms:REGION:ACCOUNT:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  'AWS::SQS::Queue': (id) => `sqs:REGION:ACCOUNT:${id}`,
  'AWS::SNS::Topic': (id) => `sns:REGION:ACCOUNT:${id}`,
  'AWS::S3::Bucket': (id) => `s3:::${id.toLowerCase()}`,
  'AWS::SecretsManager::Secret': (id) => `secretsmanager:REGION:ACCOUNT:secret:${id}-AbCdEf`,
  'AWS::Logs::LogGroup': (id) => `logs:REGION:ACCOUNT:log-group:${id}:*`,
  'AWS::Events::EventBus': (id) => `events:REGION:ACCOUNT:event-bus/${id}`,
};

/** Reads a template as it would be once deployed: names are logical ids, functions and roles have the names that they are given. */
class Reader {
  constructor(
    private readonly resources: Readonly<Record<string, Resource>>,
    private readonly place: Place,
  ) {}

  private arn(rest: string): string {
    return `arn:aws:${rest.replace('REGION', this.place.region).replace('ACCOUNT', this.place.accountId)}`;
  }

  private arnOf(id: string): string {
    const { Type = '', Properties = {} } = this.resources[id] ?? {};
    if (Type === 'AWS::Lambda::Function')
      return this.arn(`lambda:REGION:ACCOUNT:function:${String(this.plain(Properties['FunctionName']) ?? id)}`);
    if (Type === 'AWS::IAM::Role')
      return this.arn(`iam::ACCOUNT:role${Properties['Path'] ?? '/'}${String(Properties['RoleName'] ?? id)}`);
    const kind = KINDS[Type];
    if (!kind)
      throw new Error(`What the ARN of ${id}, a ${Type || 'thing of another stack'}, looks like is not known here`);
    return this.arn(kind(id));
  }

  private ref(name: string): string {
    const known: Readonly<Record<string, string>> = {
      'AWS::Partition': 'aws',
      'AWS::AccountId': this.place.accountId,
      'AWS::Region': this.place.region,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    if (known[name]) return known[name];
    const type = this.resources[name]?.Type ?? '';
    return /Secret$|Topic$/.test(type) ? this.arnOf(name) : type === 'AWS::S3::Bucket' ? name.toLowerCase() : name;
  }

  plain(value: Json): Json {
    if (Array.isArray(value)) return value.map((one) => this.plain(one));
    if (!isNode(value)) return value;
    if (typeof value['Ref'] === 'string') return this.ref(value['Ref']);
    const join = value['Fn::Join'];
    if (Array.isArray(join)) return (this.plain(join[1]) as readonly string[]).join(String(join[0]));
    const attribute = value['Fn::GetAtt'];
    if (Array.isArray(attribute)) return this.attribute(String(attribute[0]), String(attribute[1]));
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.plain(inner)]));
  }

  private attribute(id: string, name: string): string {
    if (name === 'Arn') return this.arnOf(id);
    if (name === 'StreamArn') return `${this.arnOf(id)}/stream/2026-11-23T00:00:00.000`;
    return `${id}.${name}`;
  }
}

const rightsIn = (template: Template, place: Place) => {
  const resources = template.toJSON()['Resources'] as Readonly<Record<string, Resource>>;
  const reader = new Reader(resources, place);
  const rights = Object.entries(resources).filter(([, { Type }]) => /^AWS::IAM::(Role|Policy)$/.test(Type));
  return rights.map(([id, { Type, Properties }]) => ({
    id,
    Type,
    Properties: reader.plain(Properties ?? {}) as Node,
  }));
};

/** A policy that resources of one type carry themselves, by name. */
export const policiesIn = (
  template: Template,
  place: Place,
  type: string,
  property: string,
  name = '',
): ReadonlyMap<string, object> => {
  const resources = template.toJSON()['Resources'] as Readonly<Record<string, Resource>>;
  const reader = new Reader(resources, place);
  return new Map(
    Object.entries(resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties = {} }]) => [
        String(Properties[name] ?? id),
        reader.plain(Properties[property]) as object,
      ]),
  );
};

const statementsIn = (document: Json): readonly PlainStatement[] =>
  (document as { readonly Statement: readonly PlainStatement[] }).Statement;

const inlineOf = (role: Node): readonly PlainStatement[] =>
  ((role['Policies'] ?? []) as readonly Node[]).flatMap((policy) => statementsIn(policy['PolicyDocument']));

/** Every role of a template with all that its policies say, by the role's name. */
export const rolesIn = (template: Template, place: Place): ReadonlyMap<string, Principal> => {
  const found = rightsIn(template, place);
  const policies = found.filter(({ Type }) => Type === 'AWS::IAM::Policy');
  return new Map(
    found
      .filter(({ Type }) => Type === 'AWS::IAM::Role')
      .map(({ id, Properties }) => {
        const attached = policies.filter((policy) =>
          listed(policy.Properties['Roles'] as readonly string[]).includes(id),
        );
        const roleName = String(Properties['RoleName'] ?? id);
        const statements = [
          ...inlineOf(Properties),
          ...attached.flatMap((policy) => statementsIn(policy.Properties['PolicyDocument'])),
        ];
        return [roleName, { accountId: place.accountId, roleName, statements }] as const;
      }),
  );
};
