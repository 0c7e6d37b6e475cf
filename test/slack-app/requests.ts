import { createHmac } from 'node:crypto';

export const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';

export const signed = (
  body: string,
  now: Date,
  over: { secret?: string; timestamp?: string; contentType?: string } = {},
) => {
  const timestamp = over.timestamp ?? String(Math.floor(now.getTime() / 1000));
  const hex = createHmac('sha256', over.secret ?? SECRET)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  return {
    headers: {
      'x-slack-signature': `v0=${hex}`,
      'x-slack-request-timestamp': timestamp,
      'content-type': over.contentType ?? 'application/x-www-form-urlencoded',
    },
    body,
    isBase64Encoded: false,
  };
};

export const form = (payload: unknown): string => `payload=${encodeURIComponent(JSON.stringify(payload))}`;

/** A click on a button as Slack sends it. */
export const click = (over: {
  action?: string;
  value?: string;
  user?: string;
  channel?: string;
  ts?: string;
  more?: Readonly<Record<string, unknown>>;
}) => ({
  type: 'block_actions',
  api_app_id: 'A0CORDON',
  team: { id: 'T0CORDON', domain: 'cordon' },
  enterprise: null,
  is_enterprise_install: false,
  user: { id: over.user ?? 'U0DANA', username: 'dana', name: 'dana', team_id: 'T0CORDON' },
  token: 'legacy',
  trigger_id: '12345.98765.abcd',
  container: {
    type: 'message',
    channel_id: over.channel ?? 'C0URGENT',
    message_ts: over.ts ?? '1000.0001',
    is_ephemeral: false,
  },
  channel: { id: over.channel ?? 'C0URGENT', name: 'urgent' },
  message: { ts: over.ts ?? '1000.0001', type: 'message', text: '…' },
  response_url: 'https://hooks.slack.com/actions/T0/1/x',
  state: { values: {} },
  actions: [
    {
      type: 'button',
      block_id: 'b',
      action_id: over.action ?? 'review',
      value: over.value ?? '',
      action_ts: '1.0',
      text: { type: 'plain_text', text: 'x' },
    },
  ],
  ...over.more,
});

/** A submitted dialog as Slack sends it. */
export const submission = (over: {
  callback: string;
  note: object;
  values?: Readonly<Record<string, string>>;
  /** Values of the boxes that are ticked, by group. */
  ticked?: Readonly<Record<string, readonly string[]>>;
  user?: string;
  more?: object;
}) => ({
  type: 'view_submission',
  api_app_id: 'A0CORDON',
  team: { id: 'T0CORDON', domain: 'cordon' },
  enterprise: null,
  is_enterprise_install: false,
  user: { id: over.user ?? 'U0DANA', username: 'dana', name: 'dana', team_id: 'T0CORDON' },
  token: 'legacy',
  trigger_id: '12345.98765.abcd',
  view: {
    id: 'V1',
    team_id: 'T0CORDON',
    type: 'modal',
    callback_id: over.callback,
    private_metadata: JSON.stringify(over.note),
    hash: '1.abc',
    blocks: [],
    state: {
      values: Object.fromEntries([
        ...Object.entries(over.values ?? {}).map(([id, value]) => [id, { [id]: { type: 'plain_text_input', value } }]),
        ...Object.entries(over.ticked ?? {}).map(([id, values]) => [
          id,
          { [id]: { type: 'checkboxes', selected_options: values.map((value) => ({ value })) } },
        ]),
      ]),
    },
    app_id: 'A0CORDON',
  },
  response_urls: [],
  ...over.more,
});

/** A slash command as Slack sends it: form fields, without a payload. */
export const command = (
  text: string,
  over: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> => ({
  token: 'legacy',
  team_id: 'T0CORDON',
  team_domain: 'cordon',
  channel_id: 'C0ELSEWHERE',
  channel_name: 'elsewhere',
  user_id: 'U0DANA',
  user_name: 'dana',
  command: '/cordon',
  text,
  api_app_id: 'A0CORDON',
  is_enterprise_install: 'false',
  response_url: 'https://hooks.slack.com/commands/T0/1/x',
  trigger_id: '12345.98765.abcd',
  ...over,
});
export const urlencoded = (fields: Readonly<Record<string, string>>): string => new URLSearchParams(fields).toString();

/** What Slack sends when somebody opens the app's own page. */
export const homeOpened = (user: string, over: { tab?: string; more?: object } = {}) => ({
  token: 'legacy',
  team_id: 'T0CORDON',
  api_app_id: 'A0CORDON',
  type: 'event_callback',
  event: {
    type: 'app_home_opened',
    user,
    channel: 'D0DIRECT',
    tab: over.tab ?? 'home',
    event_ts: '1763632800.000100',
  },
  event_id: 'Ev0HOME',
  event_time: 1763632800,
  authorizations: [{ enterprise_id: null, team_id: 'T0CORDON', user_id: 'U0BOT', is_bot: true }],
  is_ext_shared_channel: false,
  ...over.more,
});
