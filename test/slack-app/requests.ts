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
      values: Object.fromEntries(
        Object.entries(over.values ?? {}).map(([id, value]) => [id, { [id]: { type: 'plain_text_input', value } }]),
      ),
    },
    app_id: 'A0CORDON',
  },
  response_urls: [],
  ...over.more,
});
