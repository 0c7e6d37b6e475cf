import type { Finding, ParsedFinding, Refusal } from './finding';
import { parseAction } from './parse-finding-action';
import { findDocument } from './parse-finding-form';
import { type Node, nodeOf, own, present } from './parse-finding-node';
import { parseAccessKey, parseInstance, parseWorkload } from './parse-finding-resource';

/** It becomes part of keys and names. GuardDuty's own are 32 hexadecimal digits. */
const FINDING_ID = /^[A-Za-z0-9-]{1,300}$/;
const DIGITS = /^\d{1,20}$/;
const REGION_LIKE = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;
const PARTITION = /^aws(-[a-z]{1,10}){0,3}$/;

const malformed = (node: Node, message: string): Refusal => ({ code: 'malformed', path: node.path, message });

/** A member without which nothing can be decided. It is refused rather than cut: a cut id would be another id. */
const required = (node: Node, max: number, pattern: RegExp, wants: string): string | Refusal => {
  const { value } = node;
  if (value === undefined || value === null) return malformed(node, `is missing; ${wants}`);
  if (typeof value !== 'string') return malformed(node, `is not text; ${wants}`);
  if (value.length > max) return malformed(node, `is longer than ${max} characters; ${wants}`);
  return pattern.test(value) ? value : malformed(node, `cannot be read; ${wants}`);
};

const readSeverity = (node: Node): number | Refusal => {
  const severity = node.number();
  return severity !== undefined && severity >= 0 && severity <= 10
    ? severity
    : malformed(node, 'must be a number from 1.0 to 10.0, as GuardDuty gives it');
};

/** One of the two times is enough to order updates; a time that is there and cannot be read is a refusal. */
const readTimes = (body: Node): { readonly createdAt: string; readonly updatedAt: string } | Refusal => {
  const [created, updated] = [body.at('createdAt'), body.at('updatedAt')];
  const unreadable = [updated, created].find(({ value, time }) => value !== undefined && value !== null && !time());
  const updatedAt = updated.time() ?? created.time();
  if (unreadable || !updatedAt)
    return malformed(unreadable ?? updated, 'must be a time such as 2026-11-23T03:04:05.000Z');
  return { createdAt: created.time() ?? updatedAt, updatedAt };
};

const isRefusal = (value: unknown): value is Refusal => typeof value === 'object' && value !== null && 'code' in value;

const readIdentity = (body: Node) => {
  const id = required(
    body.at('id'),
    300,
    FINDING_ID,
    "GuardDuty's finding id tells findings apart, in letters, digits and hyphens",
  );
  if (isRefusal(id)) return id;
  const accountId = required(body.at('accountId'), 20, DIGITS, 'the account in which to act is a number of 12 digits');
  if (isRefusal(accountId)) return accountId;
  const region = required(body.at('region'), 40, REGION_LIKE, 'the Region in which to act, such as eu-west-1');
  if (isRefusal(region)) return region;
  const type = required(body.at('type'), 256, /\S/, 'the finding type, such as Recon:EC2/Portscan');
  if (isRefusal(type)) return type;
  const severity = readSeverity(body.at('severity'));
  if (isRefusal(severity)) return severity;
  const times = readTimes(body);
  return isRefusal(times) ? times : { id, accountId, region, type, severity, ...times };
};

/**
 * EventBridge says `additionalInfo.sample: true`; GetFindings says `AdditionalInfo.Value: '{"sample":true}'`.
 * Sample-looking names are no proof: an attacker can name a user so.
 */
const isSample = (info: Node): boolean => {
  if (own(info.value, 'sample') === true || info.at('sample').flag() === true) return true;
  const text = info.at('value').text(10_000);
  if (!text) return false;
  try {
    return own(JSON.parse(text), 'sample') === true;
  } catch {
    return false;
  }
};

const partitionOf = (body: Node, region: string): string => {
  const said = body.at('partition').text(40) ?? body.at('arn').text(2048)?.split(':')[1];
  if (said && PARTITION.test(said)) return said;
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

const readService = (service: Node) => {
  const role = service.at('resourceRole').text(20);
  return {
    firstSeen: service.at('eventFirstSeen').time(),
    lastSeen: service.at('eventLastSeen').time(),
    count: Math.max(1, Math.min(Math.trunc(service.at('count').number() ?? 1), Number.MAX_SAFE_INTEGER)),
    archived: service.at('archived').flag() === true,
    sample: isSample(service.at('additionalInfo')),
    resourceRole: role === 'TARGET' || role === 'ACTOR' ? role : undefined,
    feature: service.at('featureName').text(100),
    detectorId: service.at('detectorId').text(300),
    action: parseAction(service.at('action')),
    triggerFindingId: service.at('ebsVolumeScanDetails', 'triggerFindingId').text(300),
  } as const;
};

const readResource = (resource: Node) => {
  const resourceType = resource.at('resourceType').text(64) ?? 'Unknown';
  return {
    resourceType,
    instance: parseInstance(resource.at('instanceDetails')),
    accessKey: parseAccessKey(resource.at('accessKeyDetails')),
    workload: parseWorkload(resource, resourceType),
  };
};

/**
 * Reads one finding in the form EventBridge delivers, in the form GetFindings returns (also as its `Findings` with one
 * member), or bare in camelCase as S3 exports hold it. Everything else is a refusal that names the path; it never throws.
 * Resource ids are taken as they stand: a playbook checks them when it names its target.
 */
export const parseFinding = (input: unknown): ParsedFinding => {
  const document = findDocument(input);
  if ('code' in document) return { ok: false, refusal: document };
  const body = nodeOf(document.body, document.form, document.path);
  const identity = readIdentity(body);
  if (isRefusal(identity)) return { ok: false, refusal: identity };
  const finding: Finding = present({
    form: document.form,
    ...identity,
    arn: body.at('arn').text(2048),
    partition: partitionOf(body, identity.region),
    title: body.at('title').text(512) ?? identity.type,
    description: body.at('description').text(4096) ?? '',
    customRule: body.at('customDetectionRuleName').text(256),
    ...readResource(body.at('resource')),
    ...readService(body.at('service')),
  });
  return { ok: true, finding };
};
