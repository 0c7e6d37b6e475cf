// A form from a playbook's JSON Schema. Pure.
export interface Field {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly example?: string;
  readonly required: boolean;
  /** The only value that there is: nothing to fill in. */
  readonly fixed?: string;
  readonly pattern?: RegExp;
  readonly maxLength?: number;
  /** What the hub says of a value that does not fit; follows the value. */
  readonly says?: string;
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const patternOf = (source: string | undefined): { readonly pattern?: RegExp } => {
  try {
    return source === undefined ? {} : { pattern: new RegExp(source, 'u') };
  } catch {
    // One that this browser cannot read is left to the hub.
    return {};
  }
};

const optional = <K extends string, V>(name: K, value: V | undefined): { readonly [name in K]?: V } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [name in K]?: V });

const fieldOf = (name: string, schema: Readonly<Record<string, unknown>>, required: boolean): Field => {
  const examples = Array.isArray(schema['examples']) ? schema['examples'] : [];
  const most = schema['maxLength'];
  return {
    name,
    title: text(schema['title']) ?? name,
    required,
    ...optional('description', text(schema['description'])),
    ...optional('example', text(examples[0])),
    ...optional('fixed', text(schema['const'])),
    ...patternOf(text(schema['pattern'])),
    ...optional('maxLength', typeof most === 'number' ? most : undefined),
    ...optional('says', text(schema['errorMessage'])),
  };
};

/** The fields of a target, in the schema's order. */
export const fieldsOf = (schema: Readonly<Record<string, unknown>>): readonly Field[] => {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(record(schema['properties'])).map(([name, property]) =>
    fieldOf(name, record(property), required.includes(name)),
  );
};

export type Values = Readonly<Record<string, string>>;

/** What is wrong with a field, in a sentence; undefined when it fits. */
export const faultOf = (field: Field, value: string): string | undefined => {
  if (field.fixed !== undefined) return undefined;
  if (value === '') return field.required ? `${field.title} is missing.` : undefined;
  if (field.maxLength !== undefined && value.length > field.maxLength)
    return `${field.title} has ${value.length} characters; ${field.maxLength} is the most.`;
  if (field.pattern && !field.pattern.test(value)) return `“${value}” ${field.says ?? 'does not have the right form'}.`;
  return undefined;
};

/** The target as the hub takes it: what is fixed is filled in, what is empty is left out. */
export const targetFrom = (fields: readonly Field[], values: Values): Readonly<Record<string, string>> =>
  Object.fromEntries(
    fields.flatMap(({ name, fixed }) => {
      const value = fixed ?? values[name]?.trim() ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );
