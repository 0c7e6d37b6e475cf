export type Form = 'eventbridge' | 'api';

/**
 * One place in a finding. Members are asked for by their camelCase name and looked up in the form the document is
 * written in; only own members count, so `__proto__` and `constructor` are names like any other. Reading never throws:
 * what is missing, null or of another type is undefined.
 */
export interface Node {
  readonly path: string;
  readonly value: unknown;
  readonly at: (...names: readonly string[]) => Node;
  readonly items: (max: number) => readonly Node[];
  /** Trimmed to `max` UTF-16 units; empty text counts as missing. */
  readonly text: (max: number) => string | undefined;
  readonly number: () => number | undefined;
  readonly flag: () => boolean | undefined;
  /** ISO 8601 UTC with milliseconds, so that times compare as strings. */
  readonly time: () => string | undefined;
  /** An object in which at least one member says something. */
  readonly tells: boolean;
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const own = (value: unknown, name: string): unknown =>
  isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;

const CONTROL = /[^\P{Cc}\n\t]/gu;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text that survives storage unchanged: a half character or a control character would come back as another one. */
const cleanText = (value: string, max: number): string =>
  value.slice(0, max).replace(LONE_SURROGATE, '\ufffd').replace(CONTROL, ' ');

const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/;
const isoOf = (moment: number): string | undefined => {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 1970
    ? undefined
    : date.toISOString();
};

/** AWS writes ISO text; data lakes put a space for the T and drop the Z; some members are epoch seconds or milliseconds. */
const timeOf = (value: unknown): string | undefined => {
  if (typeof value === 'number') return isoOf(value > 1e11 ? value : value * 1000);
  if (typeof value !== 'string') return undefined;
  const [, day, clock, zone] = TIMESTAMP.exec(value.trim().slice(0, 40)) ?? [];
  return day && clock ? isoOf(Date.parse(`${day}T${clock}${zone ?? 'Z'}`)) : undefined;
};

const memberName = (form: Form, name: string): string =>
  form === 'api' ? name.charAt(0).toUpperCase() + name.slice(1) : name;

const tells = (value: unknown): boolean =>
  isRecord(value) && Object.values(value).some((member) => member !== null && member !== undefined);

/** `path` names this place in messages; empty for the document itself. */
export const nodeOf = (value: unknown, form: Form, path: string): Node => ({
  path: path || '$',
  value,
  tells: tells(value),
  at: (...names) => {
    const step = (node: Node, name: string): Node => {
      const member = memberName(form, name);
      return nodeOf(own(node.value, member), form, node.path === '$' ? member : `${node.path}.${member}`);
    };
    return names.reduce(step, nodeOf(value, form, path));
  },
  // Array.from also visits holes, which would otherwise stay holes in what is returned.
  items: (max) =>
    Array.isArray(value)
      ? Array.from(value.slice(0, max), (item, index) => nodeOf(item, form, `${path}[${index}]`))
      : [],
  text: (max) => (typeof value === 'string' && value.trim() !== '' ? cleanText(value, max) : undefined),
  // JSON has a minus zero, which does not survive being stored: it is read as zero.
  number: () => (typeof value === 'number' && Number.isFinite(value) ? value + 0 : undefined),
  flag: () => (typeof value === 'boolean' ? value : undefined),
  time: () => timeOf(value),
});

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out what is undefined: an absent member is absent, not a member that says undefined. */
export const present = <T extends object>(value: T): Present<T> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Present<T>;
