import * as z from 'zod';

/** The elements of Block Kit, each with the limits of Slack's reference. */

export const plain = (max: number, min = 1) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(min).max(max),
    emoji: z.boolean().exactOptional(),
  });
export const mrkdwn = (max: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().exactOptional(),
  });

export const id = z.string().min(1).max(255);
export const webAddress = z.string().min(1).max(3000);
const style = z.enum(['primary', 'danger']).exactOptional();
const text = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);

const confirm = z.strictObject({
  title: plain(100),
  text: text(300),
  confirm: plain(30),
  deny: plain(30),
  style,
});

const optionFields = { value: z.string().min(1).max(75), description: plain(75).exactOptional() };
const plainOption = z.strictObject({ text: plain(75), ...optionFields });
const option = z.union([plainOption, z.strictObject({ text: mrkdwn(75), ...optionFields })]);

const acted = { action_id: id.exactOptional() };
const used = { ...acted, confirm: confirm.exactOptional(), focus_on_load: z.boolean().exactOptional() };
const picker = { ...used, placeholder: plain(150).exactOptional() };
const several = { max_selected_items: z.number().int().min(1).exactOptional() };
const person = z.string().min(1);
const date = z.iso.date();
const time = z.iso.time({ precision: -1 });
/** Ten digits: seconds since 1970, as Slack wants them. */
const dateTime = z.number().int().min(1_000_000_000).max(9_999_999_999);

export const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  ...acted,
  value: z.string().max(2000).exactOptional(),
  url: webAddress.exactOptional(),
  style,
  confirm: confirm.exactOptional(),
  accessibility_label: z.string().max(75).exactOptional(),
});
export const overflow = z.strictObject({
  type: z.literal('overflow'),
  ...acted,
  options: z
    .array(plainOption.extend({ url: webAddress.exactOptional() }))
    .min(1)
    .max(5),
  confirm: confirm.exactOptional(),
});
export const staticSelect = z.strictObject({
  type: z.literal('static_select'),
  ...picker,
  options: z.array(plainOption).min(1).max(100),
  initial_option: plainOption.exactOptional(),
});
export const multiStaticSelect = z.strictObject({
  type: z.literal('multi_static_select'),
  ...picker,
  ...several,
  options: z.array(plainOption).min(1).max(100),
  initial_options: z.array(plainOption).min(1).max(100).exactOptional(),
});
export const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  ...picker,
  initial_user: person.exactOptional(),
});
export const multiUsersSelect = z.strictObject({
  type: z.literal('multi_users_select'),
  ...picker,
  ...several,
  initial_users: z.array(person).min(1).exactOptional(),
});
export const channelsSelect = z.strictObject({
  type: z.literal('channels_select'),
  ...picker,
  initial_channel: z.string().min(1).exactOptional(),
});
export const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  ...used,
  options: z.array(option).min(1).max(10),
  initial_option: option.exactOptional(),
});
export const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...used,
  options: z.array(option).min(1).max(10),
  initial_options: z.array(option).min(1).max(10).exactOptional(),
});
export const datePicker = z.strictObject({
  type: z.literal('datepicker'),
  ...picker,
  initial_date: date.exactOptional(),
});
export const timePicker = z.strictObject({
  type: z.literal('timepicker'),
  ...picker,
  initial_time: time.exactOptional(),
  timezone: z.string().min(1).exactOptional(),
});
export const dateTimePicker = z.strictObject({
  type: z.literal('datetimepicker'),
  ...used,
  initial_date_time: dateTime.exactOptional(),
});

const typed = {
  ...acted,
  placeholder: plain(150).exactOptional(),
  focus_on_load: z.boolean().exactOptional(),
};
export const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  ...typed,
  initial_value: z.string().max(3000).exactOptional(),
  multiline: z.boolean().exactOptional(),
  min_length: z.number().int().min(0).max(3000).exactOptional(),
  max_length: z.number().int().min(1).max(3000).exactOptional(),
});
export const emailInput = z.strictObject({
  type: z.literal('email_text_input'),
  ...typed,
  initial_value: z.string().exactOptional(),
});
export const urlInput = z.strictObject({
  type: z.literal('url_text_input'),
  ...typed,
  initial_value: z.string().exactOptional(),
});
export const numberInput = z.strictObject({
  type: z.literal('number_input'),
  ...typed,
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().exactOptional(),
  min_value: z.string().exactOptional(),
  max_value: z.string().exactOptional(),
});
export const imageElement = z.strictObject({
  type: z.literal('image'),
  image_url: webAddress,
  alt_text: z.string().min(1).max(2000),
});

const anywhere = [
  button,
  overflow,
  staticSelect,
  usersSelect,
  channelsSelect,
  radioButtons,
  checkboxes,
  datePicker,
  timePicker,
] as const;
/** Slack shows the date-and-time picker in a row of actions or as an input, and menus of several beside a section or as an input. */
export const inActions = [...anywhere, dateTimePicker] as const;
export const besideSection = [...anywhere, multiStaticSelect, multiUsersSelect] as const;
export const asInput = [
  plainTextInput,
  emailInput,
  urlInput,
  numberInput,
  staticSelect,
  multiStaticSelect,
  usersSelect,
  multiUsersSelect,
  channelsSelect,
  radioButtons,
  checkboxes,
  datePicker,
  timePicker,
  dateTimePicker,
] as const;

export type Button = z.infer<typeof button>;
export type Confirm = z.infer<typeof confirm>;
export type Interactive = z.infer<(typeof inActions)[number] | (typeof besideSection)[number]>;
export type InputElement = z.infer<(typeof asInput)[number]>;
