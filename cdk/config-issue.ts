import type * as z from 'zod';

type Path = readonly PropertyKey[];

const pathText = (path: Path): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  ) || 'the configuration';

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, part) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined),
    value,
  );

/** The example's value for the same field; any entry of a list, and any key of a free record, is as good as another. */
const inExample = (example: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, part) => {
    if (Array.isArray(inner)) return inner.find((entry) => entry !== undefined);
    if (typeof inner !== 'object' || inner === null) return undefined;
    return Reflect.get(inner, part) ?? undefined;
  }, example);

const exampleAt = (examples: readonly unknown[], path: Path): unknown =>
  examples.map((example) => inExample(example, path)).find((found) => found !== undefined);

const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unknownKeys = (path: Path, keys: readonly string[], examples: readonly unknown[]): string => {
  const model = exampleAt(examples, path);
  const known = isObject(model) ? ` Fields of the example: ${Object.keys(model).join(', ')}.` : '';
  return `${pathText(path)} has ${keys.length === 1 ? 'a field' : 'fields'} that nobody reads: ${keys.join(', ')}.${known}`;
};

const expected = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_value')
    return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue.code === 'invalid_type') return `must be ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
  const message = issue.message;
  return message.startsWith('must') ? message : `is wrong: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
};

/** One sentence for the person who wrote the file: the field, what it must be, what was found, and what the first example that sets it has there. */
export const describeIssue = (issue: z.core.$ZodIssue, value: unknown, examples: readonly unknown[]): string => {
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.path, issue.keys, examples);
  const found = at(value, issue.path);
  const model = exampleAt(examples, issue.path);
  const seen = found === undefined ? 'It is missing.' : `Found ${short(found)}.`;
  const hint = model === undefined ? '' : ` For example: ${short(model)}.`;
  return `${pathText(issue.path)} ${expected(issue)}. ${seen}${hint}`;
};
