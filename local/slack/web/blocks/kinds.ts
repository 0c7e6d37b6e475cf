import type {
  ActionsBlock,
  Button,
  Checkboxes,
  ConfirmationDialog,
  Datepicker,
  DateTimepicker,
  EmailInput,
  InputBlock,
  KnownBlock,
  MultiStaticSelect,
  MultiUsersSelect,
  NumberInput,
  Overflow,
  PlainTextInput,
  PlainTextOption,
  RadioButtons,
  SectionBlock,
  StaticSelect,
  Timepicker,
  URLInput,
  UsersSelect,
} from '@slack/types';

/** Elements that a person uses and that hold something. They are drawn here: the library's own keep what was chosen to themselves. */
export type Menu =
  | StaticSelect
  | MultiStaticSelect
  | UsersSelect
  | MultiUsersSelect
  | Overflow
  | RadioButtons
  | Checkboxes
  | Datepicker
  | Timepicker
  | DateTimepicker;
export type TextField = PlainTextInput | NumberInput | EmailInput | URLInput;
export type Control = Menu | TextField;

export type { ActionsBlock, Button, ConfirmationDialog, InputBlock, KnownBlock, SectionBlock };

const MENUS: readonly string[] = [
  'static_select',
  'multi_static_select',
  'users_select',
  'multi_users_select',
  'overflow',
  'radio_buttons',
  'checkboxes',
  'datepicker',
  'timepicker',
  'datetimepicker',
] satisfies readonly Menu['type'][];
const TEXT_FIELDS: readonly string[] = [
  'plain_text_input',
  'number_input',
  'email_text_input',
  'url_text_input',
] satisfies readonly TextField['type'][];

interface Typed {
  readonly type: string;
}
export const isMenu = (element: Typed): element is Menu => MENUS.includes(element.type);
export const isControl = (element: Typed): element is Control => isMenu(element) || TEXT_FIELDS.includes(element.type);

/** Where an element stands, which is how the app is told that it was used. */
export interface Place {
  readonly blockId: string;
  readonly actionId: string;
}

/** A person used an element: `picked` is absent for a button. */
export interface Use extends Place {
  readonly picked?: readonly string[] | undefined;
  readonly confirm?: ConfirmationDialog | undefined;
}

/** Values by block id, then action id, as a person sees them. */
export type Chosen = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const valuesOf = (options: readonly { readonly value?: string }[] | undefined): readonly string[] =>
  (options ?? []).flatMap(({ value }) => (value === undefined ? [] : [value]));

/** What an element shows before anyone touched it. */
export const initialOf = (control: Control): readonly string[] => {
  const one = (value: string | number | undefined): readonly string[] => (value === undefined ? [] : [String(value)]);
  switch (control.type) {
    case 'static_select':
    case 'radio_buttons':
      return one(control.initial_option?.value);
    case 'multi_static_select':
    case 'checkboxes':
      return valuesOf(control.initial_options);
    case 'users_select':
      return one(control.initial_user);
    case 'multi_users_select':
      return control.initial_users ?? [];
    case 'overflow':
      return [];
    case 'datepicker':
      return one(control.initial_date);
    case 'timepicker':
      return one(control.initial_time);
    case 'datetimepicker':
      return one(control.initial_date_time);
    default:
      return one(control.initial_value);
  }
};

/** Options of a select, those in groups as well. */
export const optionsOf = (select: StaticSelect | MultiStaticSelect): readonly PlainTextOption[] => [
  ...(select.options ?? []),
  ...(select.option_groups ?? []).flatMap(({ options }) => options),
];
