import { playbooks } from '../../playbooks/index';
import { policiesIn } from '../rights/plain-template';
import { type Resource, resourcesOf, synthesise } from './synth';

const { hubTemplate: hub } = synthesise(playbooks);
const textOf = (value: unknown): string => JSON.stringify(value);

interface StatementJson {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly Resource: unknown;
}
const statementsIn = ({ Properties }: Resource, property: string): readonly StatementJson[] =>
  (Properties[property] as { Statement: readonly StatementJson[] }).Statement;
const actionsOf = ({ Action }: StatementJson): readonly string[] => [Action].flat();

const [key] = resourcesOf(hub, 'AWS::KMS::Key');
const policy = key ? statementsIn(key, 'KeyPolicy') : [];
const USE = /^kms:(Decrypt|Encrypt|GenerateDataKey|ReEncrypt)/;

describe('the key of the hub', () => {
  it('is turned over each year, and stays when the stack goes', () => {
    expect(key).toMatchObject({ DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } });
  });

  it('can be looked after by the account, and used by nobody but through a service', () => {
    const [administer] = policy.filter(({ Sid }) => Sid === 'Administer');
    expect(administer?.Condition).toBeUndefined();
    expect(administer && actionsOf(administer).filter((action) => USE.test(action) || action.includes('*'))).toEqual(
      [],
    );
    for (const statement of policy.filter((one) => actionsOf(one).some((action) => USE.test(action)))) {
      expect(textOf(statement.Condition)).toMatch(/kms:ViaService|aws:SourceArn|kms:EncryptionContext/);
      expect(textOf(statement.Condition)).toMatch(
        /kms:CallerAccount|aws:SourceAccount|:logs:eu-west-1:111111111111:log-group:/,
      );
    }
  });

  it('names no action by a wildcard', () => {
    expect(policy.flatMap(actionsOf).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('lets EventBridge and CloudWatch in for this account only, on behalf of rules and alarms', () => {
    const services = policy.filter(({ Principal }) => /"(events|cloudwatch)\./.test(textOf(Principal)));
    expect(services).toHaveLength(2);
    for (const { Condition, Action } of services) {
      expect(Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
      expect(Condition).toMatchObject({
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        ArnLike: { 'aws:SourceArn': expect.anything() },
      });
    }
  });

  it('lets every rule fill its queue, on whichever bus it stands', () => {
    const place = { accountId: '111111111111', region: 'eu-west-1' };
    const [plain] = policiesIn(hub, place, 'AWS::KMS::Key', 'KeyPolicy').values();
    const { Statement } = plain as { readonly Statement: readonly StatementJson[] };
    const fills = Statement.find(({ Sid }) => Sid === 'RulesFillQueues')?.Condition?.['ArnLike']?.['aws:SourceArn'];
    const patterns = [fills].flat().map((one) => new RegExp(`^${String(one).replaceAll('*', '.*')}$`));
    const refused = (arns: readonly string[]) => arns.filter((arn) => !patterns.some((one) => one.test(arn)));
    // A rule is named for its stack; on another bus than the default one its ARN names that bus, too.
    const arns = resourcesOf(hub, 'AWS::Events::Rule')
      .filter(({ Properties }) => textOf(Properties['Targets']).includes('Queue'))
      .map(
        ({ logicalId, Properties }) => `${Properties['EventBusName'] ? 'cordon-findings/' : ''}CordonHub-${logicalId}`,
      )
      .map((name) => `arn:aws:events:eu-west-1:111111111111:rule/${name}-1AB2`);
    expect(arns.filter((arn) => arn.includes(':rule/cordon-findings/'))).toHaveLength(2);
    expect(refused(arns)).toEqual([]);
    const strange = 'arn:aws:events:eu-west-1:111111111111:rule/other/CordonHub-Rule-1AB2';
    expect(refused([strange])).toEqual([strange]);
  });

  it('is used by each role through the services that it needs, and without a wildcard', () => {
    const uses = resourcesOf(hub, 'AWS::IAM::Policy')
      .flatMap((one) => statementsIn(one, 'PolicyDocument'))
      .filter((statement) => actionsOf(statement).some((action) => action.startsWith('kms:')));
    expect(uses.length).toBeGreaterThan(10);
    for (const use of uses) {
      expect(use.Resource).toEqual({ 'Fn::GetAtt': [key?.logicalId, 'Arn'] });
      expect(actionsOf(use).filter((action) => action.includes('*'))).toEqual([]);
    }
  });

  it('encrypts every log group, and each is kept for a year', () => {
    const groups = resourcesOf(hub, 'AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(20);
    for (const { Properties } of groups)
      expect(Properties).toMatchObject({
        KmsKeyId: { 'Fn::GetAtt': [key?.logicalId, 'Arn'] },
        RetentionInDays: 365,
      });
  });
});
