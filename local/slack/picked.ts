import type { InputElement, Interactive } from './block-kit';
import type { SlackChannel, SlackPerson } from './types';

/** Anything whose value a view's or message's state holds: all but plain buttons and overflow menus. */
export type Stateful = Exclude<Interactive, { type: 'button' | 'overflow' }> | InputElement;

/** Whom and what the menus of people and channels can offer. */
export interface Offered {
  readonly people: ReadonlyMap<string, SlackPerson>;
  readonly channels: ReadonlyMap<string, SlackChannel>;
}

export const isStateful = (element: Interactive): element is Exclude<Interactive, { type: 'button' | 'overflow' }> =>
  element.type !== 'button' && element.type !== 'overflow';

type WithOptions = Extract<Interactive | InputElement, { options: unknown }>;

export const optionsOf = (element: Interactive | InputElement): WithOptions['options'] =>
  'options' in element ? element.options : [];

const SEVERAL = ['checkboxes', 'multi_static_select', 'multi_users_select'];
export const takesSeveral = (element: Interactive | InputElement): boolean => SEVERAL.includes(element.type);

const listOf = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);

/** What stands in an element before anybody touched it. */
export const initialOf = (element: Stateful): readonly string[] => {
  switch (element.type) {
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return listOf(element.initial_value);
    case 'checkboxes':
    case 'multi_static_select':
      return (element.initial_options ?? []).map((option) => option.value);
    case 'static_select':
    case 'radio_buttons':
      return listOf(element.initial_option?.value);
    case 'users_select':
      return listOf(element.initial_user);
    case 'multi_users_select':
      return element.initial_users ?? [];
    case 'channels_select':
      return listOf(element.initial_channel);
    case 'datepicker':
      return listOf(element.initial_date);
    case 'timepicker':
      return listOf(element.initial_time);
    case 'datetimepicker':
      return listOf(element.initial_date_time?.toString());
  }
};

const oneOf = <T>(value: string, known: readonly (readonly [string, T])[], kind: string, label: string): T => {
  const found = known.find(([id]) => id === value);
  if (!found)
    throw new Error(`No such ${kind} "${value}" in "${label}": there are ${known.map(([id]) => id).join(', ')}.`);
  return found[1];
};

const shaped = (value: string, shape: RegExp, what: string, label: string): string => {
  if (!shape.test(value)) throw new Error(`"${value}" is not ${what}, which "${label}" takes.`);
  return value;
};

const isDate = (value: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).toISOString().startsWith(value);

const dateIn = (value: string, label: string): string => {
  if (!isDate(value)) throw new Error(`"${value}" is not a date such as 2026-11-23, which "${label}" takes.`);
  return value;
};

const optionIn = (element: Interactive | InputElement, value: string, label: string) =>
  oneOf(
    value,
    optionsOf(element).map((option) => [option.value, option] as const),
    'option',
    label,
  );

const personIn = (offered: Offered, value: string, label: string): string =>
  oneOf(
    value,
    [...offered.people.values()]
      .filter((person) => person.kind !== 'deactivated')
      .map((person) => [person.id, person.id] as const),
    'person',
    label,
  );

const channelIn = (offered: Offered, value: string, label: string): string =>
  oneOf(
    value,
    [...offered.channels.keys()].map((id) => [id, id] as const),
    'channel',
    label,
  );

/**
 * What Slack's payloads say of an element that holds `values`: its field by its type, null when nothing is chosen.
 * @throws Error naming the value that the element cannot hold
 */
export const pickedShape = (
  element: Exclude<Interactive, { type: 'button' }> | InputElement,
  values: readonly string[],
  label: string,
  offered: Offered,
): Readonly<Record<string, unknown>> => {
  const [first] = values;
  if (values.length > 1 && !takesSeveral(element)) throw new Error(`"${label}" takes one value, not ${values.length}.`);
  const one = <T>(read: (value: string) => T): T | null => (first === undefined ? null : read(first));
  switch (element.type) {
    case 'checkboxes':
    case 'multi_static_select':
      return { selected_options: values.map((value) => optionIn(element, value, label)) };
    case 'static_select':
    case 'radio_buttons':
    case 'overflow':
      return { selected_option: one((value) => optionIn(element, value, label)) };
    case 'users_select':
      return { selected_user: one((value) => personIn(offered, value, label)) };
    case 'multi_users_select':
      return { selected_users: values.map((value) => personIn(offered, value, label)) };
    case 'channels_select':
      return { selected_channel: one((value) => channelIn(offered, value, label)) };
    case 'datepicker':
      return { selected_date: one((value) => dateIn(value, label)) };
    case 'timepicker':
      return {
        selected_time: one((value) => shaped(value, /^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 14:30', label)),
      };
    case 'datetimepicker':
      return {
        selected_date_time: one((value) => Number(shaped(value, /^\d{10}$/, 'a time in seconds since 1970', label))),
      };
    default:
      return { value: first ?? null };
  }
};

/** What Slack's own client says about a value that it does not send off; nothing when it may go. */
export const clientError = (element: InputElement, values: readonly string[]): string | undefined => {
  const value = values[0] ?? '';
  switch (element.type) {
    case 'plain_text_input':
      return lengthError(value, element.min_length ?? 0, element.max_length ?? 3000);
    case 'email_text_input':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? undefined : 'Enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(value) && /^https?:/.test(value) ? undefined : 'Enter a valid URL.';
    case 'number_input':
      return numberError(element, value);
    case 'multi_static_select':
    case 'multi_users_select':
      return values.length > (element.max_selected_items ?? Number.POSITIVE_INFINITY)
        ? `Choose at most ${element.max_selected_items}.`
        : undefined;
    default:
      return undefined;
  }
};

const lengthError = (value: string, min: number, max: number): string | undefined => {
  if (value.length < min) return `Enter at least ${min} characters.`;
  return value.length > max ? `Enter at most ${max} characters.` : undefined;
};

const numberError = (element: Extract<InputElement, { type: 'number_input' }>, value: string): string | undefined => {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) return 'Enter a number.';
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return 'Enter a whole number.';
  if (number < Number(element.min_value ?? Number.NEGATIVE_INFINITY)) return `Enter at least ${element.min_value}.`;
  return number > Number(element.max_value ?? Number.POSITIVE_INFINITY)
    ? `Enter at most ${element.max_value}.`
    : undefined;
};
