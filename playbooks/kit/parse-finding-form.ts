import type { Refusal } from './finding';
import { type Form, isRecord, own } from './parse-finding-node';

export interface Document {
  readonly body: unknown;
  readonly form: Form;
  /** Where the finding stands in what was given; empty when it is the whole document. */
  readonly path: string;
}

const DETAIL_TYPE = 'GuardDuty Finding';
const SOURCE = 'aws.guardduty';
/** Any two of these make a document a finding, so that a missing one can be named. */
const SIGNS = ['id', 'type', 'severity', 'accountId', 'service', 'resource', 'schemaVersion', 'region', 'arn'];

const refuse = (code: Refusal['code'], path: string, message: string): Refusal => ({ code, path, message });
const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const signs = (value: unknown, spell: (name: string) => string): readonly string[] =>
  SIGNS.map(spell).filter((name) => own(value, name) !== undefined);
const same = (name: string): string => name;
const shown = (value: unknown): string => (typeof value === 'string' ? `"${value.slice(0, 80)}"` : 'not text');

/** Other formats that carry findings, told from a document that has nothing to do with them. */
const otherForm = (value: unknown): Refusal | undefined => {
  if (own(value, 'Message') !== undefined && own(value, 'TopicArn') !== undefined)
    return refuse('unsupported-form', 'Message', 'is an SNS notification; give the finding inside it');
  if (own(value, 'Records') !== undefined)
    return refuse('unsupported-form', 'Records', 'is a batch of queue records; give the body of one');
  if (own(value, 'ProductArn') !== undefined || own(value, 'AwsAccountId') !== undefined)
    return refuse('unsupported-form', '$', 'is in Security Hub format; give the finding as GuardDuty wrote it');
  return undefined;
};

const envelope = (event: unknown): Document | Refusal => {
  const source = own(event, 'source');
  const detailType = own(event, 'detail-type');
  if (source !== SOURCE)
    return refuse('not-a-finding', 'source', `is ${shown(source)}; findings come from "${SOURCE}"`);
  if (detailType !== DETAIL_TYPE)
    return refuse('not-a-finding', 'detail-type', `is ${shown(detailType)}; a finding says "${DETAIL_TYPE}"`);
  const detail = own(event, 'detail');
  if (!isRecord(detail)) return refuse('malformed', 'detail', 'must be an object that holds one finding');
  if (Object.keys(detail).length === 0) return refuse('malformed', 'detail', 'is empty; it must hold one finding');
  const [foreign] = signs(detail, pascal);
  if (foreign && signs(detail, same).length === 0)
    return refuse(
      'unsupported-form',
      `detail.${foreign}`,
      'is PascalCase, which AWS never puts in an EventBridge event; give the finding without the envelope, as GetFindings returns it',
    );
  return { body: detail, form: 'eventbridge', path: 'detail' };
};

const listed = (member: string, findings: unknown): Document | Refusal => {
  if (!Array.isArray(findings)) return refuse('malformed', member, 'must be a list that holds one finding');
  if (findings.length === 0) return refuse('not-a-finding', member, 'is empty; it holds no finding');
  if (findings.length > 1) return refuse('unsupported-form', `${member}[1]`, 'is a second finding; give one at a time');
  return bare(findings[0], `${member}[0]`);
};

const bare = (value: unknown, path: string): Document | Refusal => {
  const [camel, capital] = [signs(value, same).length, signs(value, pascal).length];
  if (Math.max(camel, capital) < 2)
    return refuse('not-a-finding', path || '$', 'is not a GuardDuty finding: it has no id, type and severity');
  return { body: value, form: capital > camel ? 'api' : 'eventbridge', path };
};

/** Finds the one finding in a document, and the form it is written in. */
export const findDocument = (input: unknown): Document | Refusal => {
  if (Array.isArray(input))
    return refuse('unsupported-form', '$', `is a list of ${input.length}; give one finding at a time`);
  if (!isRecord(input)) return refuse('not-a-finding', '$', 'must be a JSON object');
  const other = otherForm(input);
  if (other) return other;
  if (own(input, 'detail-type') !== undefined || own(input, 'detail') !== undefined) return envelope(input);
  for (const member of ['Findings', 'findings'])
    if (own(input, member) !== undefined) return listed(member, own(input, member));
  return bare(input, '');
};
