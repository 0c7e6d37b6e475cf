import type { Finding, Refusal } from '../../playbooks/kit/finding';
import { parseFinding } from '../../playbooks/kit/parse-finding';
import { isRecord } from '../../playbooks/kit/parse-finding-node';

/** The finding, or a failure of the test that shows the refusal. */
export const accepted = (input: unknown): Finding => {
  const parsed = parseFinding(input);
  if (!parsed.ok) throw new Error(`refused: ${JSON.stringify(parsed.refusal)}`);
  return parsed.finding;
};

/** The refusal, or a failure of the test that shows what was accepted. */
export const refused = (input: unknown): Refusal => {
  const parsed = parseFinding(input);
  if (parsed.ok) throw new Error(`accepted: ${JSON.stringify(parsed.finding)}`);
  return parsed.refusal;
};

/** Members named as GetFindings names them. */
export const pascal = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(pascal);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.charAt(0).toUpperCase() + name.slice(1), pascal(inner)]),
  );
};

/** A finding with what every finding has; more members, or others, are laid over it. */
export const detail = (over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  schemaVersion: '2.0',
  id: '9cb0da8eee22ffdb25dee0e56ddb8740',
  accountId: '222222222222',
  region: 'eu-west-1',
  partition: 'aws',
  type: 'Backdoor:EC2/C&CActivity.B',
  severity: 8,
  createdAt: '2026-11-22T03:02:44.118Z',
  updatedAt: '2026-11-22T03:02:44.118Z',
  title: 'a title',
  description: 'a description',
  resource: { resourceType: 'Instance', instanceDetails: { instanceId: 'i-0a3c5e7f91b2d4c68' } },
  service: { serviceName: 'guardduty', archived: false, count: 1, resourceRole: 'ACTOR' },
  ...over,
});

export const event = (inner: unknown, over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  version: '0',
  'detail-type': 'GuardDuty Finding',
  source: 'aws.guardduty',
  account: '111111111111',
  region: 'eu-west-1',
  resources: [],
  detail: inner,
  ...over,
});
