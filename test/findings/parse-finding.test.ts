import { severityBand } from '../../playbooks/kit/finding';
import { accepted, detail, event, pascal, refused } from './shapes';

const service = (over: Readonly<Record<string, unknown>>) => detail({ service: { count: 1, ...over } });
const resource = (over: Readonly<Record<string, unknown>>) => detail({ resource: over });

describe('the forms of a finding', () => {
  test('EventBridge, GetFindings, its list of one, and bare camelCase say the same', () => {
    const { form: _, ...expected } = accepted(event(detail()));
    for (const document of [pascal(detail()), { Findings: [pascal(detail())] }, detail(), { findings: [detail()] }])
      expect(accepted(document)).toEqual({ ...expected, form: expect.stringMatching(/^(api|eventbridge)$/) });
    expect(accepted(pascal(detail())).form).toBe('api');
    expect(accepted(detail()).form).toBe('eventbridge');
  });

  test('the account is the finding’s own, not that of the bus', () => {
    expect(accepted(event(detail(), { account: '111111111111' })).accountId).toBe('222222222222');
  });

  test('a PascalCase finding inside an EventBridge event is refused with its path and the cure', () => {
    const refusal = refused(event(pascal(detail())));
    expect(refusal).toMatchObject({ code: 'unsupported-form', path: 'detail.Id' });
    expect(refusal.message).toContain('without the envelope');
  });

  test.each([
    ['an object scan result', 'GuardDuty Malware Protection Object Scan Result'],
    ['a resource status', 'GuardDuty Malware Protection Resource Status Error'],
    ['a failed post scan action', 'GuardDuty Malware Protection Post Scan Action Failed'],
    ['a coverage change', 'GuardDuty Runtime Protection Unhealthy'],
  ])('%s is told apart from a finding', (_, type) => {
    expect(refused(event({ schemaVersion: '1.0' }, { 'detail-type': type }))).toMatchObject({
      code: 'not-a-finding',
      path: 'detail-type',
    });
  });

  test.each<readonly [string, unknown, string, string]>([
    ['another source', event(detail(), { source: 'aws.securityhub' }), 'not-a-finding', 'source'],
    ['no source', event(detail(), { source: undefined }), 'not-a-finding', 'source'],
    ['no detail-type', event(detail(), { 'detail-type': null }), 'not-a-finding', 'detail-type'],
    ['an empty detail', event({}), 'malformed', 'detail'],
    ['no detail', event(undefined), 'malformed', 'detail'],
    ['a detail that is text', event(JSON.stringify(detail())), 'malformed', 'detail'],
    ['a list', [detail()], 'unsupported-form', '$'],
    ['two findings', { Findings: [pascal(detail()), pascal(detail())] }, 'unsupported-form', 'Findings[1]'],
    ['an empty list of findings', { Findings: [] }, 'not-a-finding', 'Findings'],
    ['a list of findings that is none', { Findings: 'x' }, 'malformed', 'Findings'],
    ['a notification', { Type: 'Notification', TopicArn: 'arn', Message: '{}' }, 'unsupported-form', 'Message'],
    ['queue records', { Records: [{ body: '{}' }] }, 'unsupported-form', 'Records'],
    ['Security Hub’s format', { SchemaVersion: '2018-10-08', Id: 'x', ProductArn: 'arn' }, 'unsupported-form', '$'],
    ['another document', { name: 'cordon' }, 'not-a-finding', '$'],
    ['null', null, 'not-a-finding', '$'],
    ['text', 'finding', 'not-a-finding', '$'],
    ['nothing', undefined, 'not-a-finding', '$'],
  ])('%s is refused', (_, document, code, path) => {
    expect(refused(document)).toMatchObject({ code, path });
  });
});

describe('what no decision can do without', () => {
  test.each([
    ['id', [undefined, null, 7, '', ' ', 'x'.repeat(301)]],
    ['accountId', [undefined, null, 222222222222, '', 'production', '2222 2222']],
    ['region', [undefined, null, {}, '', 'eu west', 'eu-west-1/../x']],
    ['type', [undefined, null, [], '', 'x'.repeat(257)]],
    ['severity', [undefined, null, '8', Number.NaN, -1, 10.1, {}]],
    ['updatedAt', ['yesterday', 'x', {}, [], '2026-13-45T00:00:00Z']],
  ])('%s, when missing or wrong, is malformed with its path', (name, values) => {
    for (const value of values) {
      expect(refused(event(detail({ [name]: value })))).toMatchObject({ code: 'malformed', path: `detail.${name}` });
      const capital = name.charAt(0).toUpperCase() + name.slice(1);
      expect(refused(pascal(detail({ [name]: value })))).toMatchObject({ code: 'malformed', path: capital });
    }
  });

  test('one of the two times is enough, and none is malformed', () => {
    expect(accepted(detail({ updatedAt: undefined })).updatedAt).toBe('2026-11-22T03:02:44.118Z');
    expect(accepted(detail({ createdAt: null })).createdAt).toBe('2026-11-22T03:02:44.118Z');
    expect(refused(detail({ createdAt: null, updatedAt: null })).path).toBe('updatedAt');
  });

  test('the path of a finding in a list names its place', () => {
    expect(refused({ Findings: [pascal(detail({ region: 5 }))] }).path).toBe('Findings[0].Region');
  });
});

describe('severity', () => {
  test.each([1, 3.9, 4, 6.9, 7, 8.0, 8.95, 9, 10])('%s is read as it stands', (severity) => {
    expect(accepted(detail({ severity })).severity).toBe(severity);
  });

  test('thresholds are inclusive and leave no hole', () => {
    expect([3.99, 4, 6.99, 7, 8.95, 8.99, 9, 10].map(severityBand)).toEqual([
      'Low',
      'Medium',
      'Medium',
      'High',
      'High',
      'High',
      'Critical',
      'Critical',
    ]);
  });
});

describe('samples and archived findings', () => {
  test.each<readonly [string, unknown]>([
    ['EventBridge’s flag', event(service({ additionalInfo: { sample: true } }))],
    ['GetFindings’ text', pascal(service({ additionalInfo: { type: 'default', value: '{"sample":true}' } }))],
    ['the text in camelCase', event(service({ additionalInfo: { type: 'default', value: '{"sample":true}' } }))],
  ])('%s marks a sample', (_, document) => {
    expect(accepted(document).sample).toBe(true);
  });

  test.each<readonly [string, unknown]>([
    ['no additional info', null],
    ['another value', { type: 'default', value: '{"threatListName":"x"}' }],
    ['text that is not JSON', { value: '{"sample":true' }],
    ['a JSON list', { value: '[true]' }],
    ['a word', { sample: 'true' }],
    ['a prototype’s member', JSON.parse('{"__proto__":{"sample":true}}')],
    ['text with a prototype’s member', { value: '{"__proto__":{"sample":true}}' }],
  ])('%s does not', (_, additionalInfo) => {
    expect(accepted(event(service({ additionalInfo }))).sample).toBe(false);
    expect(accepted(pascal(service({ additionalInfo }))).sample).toBe(false);
  });

  test('a name that looks like a sample’s does not: an attacker may choose it', () => {
    const key = { userType: 'IAMUser', userName: 'GeneratedFindingUserName' };
    expect(accepted(resource({ resourceType: 'AccessKey', accessKeyDetails: key })).sample).toBe(false);
  });

  test('archived is what the service says', () => {
    expect(accepted(service({ archived: true })).archived).toBe(true);
    expect(accepted(service({ archived: 'true' })).archived).toBe(false);
    expect(accepted(pascal(service({ archived: true }))).archived).toBe(true);
  });
});
