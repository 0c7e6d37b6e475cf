import type { Refusal } from '../../playbooks/kit/finding';
import { parseFinding } from '../../playbooks/kit/parse-finding';
import { findDocument } from '../../playbooks/kit/parse-finding-form';
import { isRecord } from '../../playbooks/kit/parse-finding-node';
import { type FindingDetail, findingDetailSchema } from '../aws/finding-store';

/** What a person gave that cannot be sent: one sentence, and where in the document it applies. */
export class Unsendable extends Error {
  override readonly name = 'Unsendable';
  constructor(
    message: string,
    readonly path?: string,
  ) {
    super(message);
  }
}

const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const camel = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(camel);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [lower(name), camel(inner)]));
};

/** GetFindings carries it as JSON in a string; events carry it as it is. */
const additionalInfo = (service: unknown): unknown => {
  if (!isRecord(service) || !isRecord(service['additionalInfo'])) return service;
  const { value } = service['additionalInfo'];
  if (typeof value !== 'string') return service;
  try {
    return { ...service, additionalInfo: JSON.parse(value) };
  } catch {
    return service;
  }
};

const asPublished = (body: unknown): unknown => {
  const detail = camel(body);
  return isRecord(detail) ? { ...detail, service: additionalInfo(detail['service']) } : detail;
};

const refusal = ({ path, message }: Refusal): Unsendable => {
  const where = path === '$' ? 'The document' : path;
  return new Unsendable(`${where} ${message}.`, path);
};

/**
 * A finding as GuardDuty would publish it, from any document in which the product's own parser reads one.
 * Throws Unsendable with that parser's sentence and path.
 */
export const findingIn = (document: unknown): FindingDetail => {
  const parsed = parseFinding(document);
  if (!parsed.ok) throw refusal(parsed.refusal);
  const found = findDocument(document);
  if ('code' in found) throw refusal(found);
  const detail = findingDetailSchema.safeParse(found.form === 'api' ? asPublished(found.body) : found.body);
  if (detail.success) return detail.data;
  const [issue] = detail.error.issues;
  const path = [found.path, ...(issue?.path ?? [])].filter((part) => part !== '').join('.');
  throw new Unsendable(`${path} is not as GuardDuty publishes it: ${issue?.message ?? 'unknown'}.`, path);
};

/** What JSON.parse stumbled over, in its own words. */
const problemOf = (error: unknown): string => {
  const said = error instanceof Error ? error.message.replace(/ is not valid JSON$/, '').replaceAll('\n', ' ') : '';
  return said ? `: ${said.charAt(0).toLowerCase()}${said.slice(1)}` : '';
};

/** The same from text, as it was dropped or pasted. */
export const findingInText = (text: string): FindingDetail => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new Unsendable(text.trim() === '' ? 'There is nothing to read.' : `This is not JSON${problemOf(error)}.`);
  }
  return findingIn(document);
};
