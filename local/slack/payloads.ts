import type { AnyBlock, Interactive } from './block-kit';
import { messageShape } from './message-shape';
import { handleOf } from './people-methods';
import { type Offered, pickedShape } from './picked';
import { makeResponseUrl, makeTrigger } from './triggers';
import type { HomeTab, Message, OpenView, SlackPerson } from './types';
import { type StateValues, viewShape } from './views';
import { teamOf, type Workspace } from './workspace';

/** Slack still sends its deprecated verification token; nothing may trust it. */
const DEPRECATED_TOKEN = 'deprecated-verification-token';

const envelope = (workspace: Workspace, person: SlackPerson) => ({
  team: { id: workspace.options.teamId, domain: workspace.domain },
  user: { id: person.id, username: handleOf(person), name: handleOf(person), team_id: teamOf(workspace, person) },
  api_app_id: workspace.options.appId,
  token: DEPRECATED_TOKEN,
  enterprise: null,
  is_enterprise_install: false,
});

const channelName = (workspace: Workspace, id: string): string => workspace.channels.get(id)?.name ?? 'directmessage';

const buttonShape = (button: Extract<Interactive, { type: 'button' }>) => ({
  text: button.text,
  ...(button.value !== undefined && { value: button.value }),
  ...(button.style && { style: button.style }),
});

const shapeOf = (element: Interactive, picked: readonly string[], offered: Offered) =>
  element.type === 'button'
    ? buttonShape(element)
    : pickedShape(element, picked, element.action_id ?? element.type, offered);

const actionOf = (workspace: Workspace, { block, element, picked }: Clicked) => ({
  type: element.type,
  action_id: element.action_id,
  block_id: block.block_id,
  ...shapeOf(element, picked, workspace),
  action_ts: workspace.nextTs(),
});

export interface Clicked {
  readonly person: SlackPerson;
  readonly block: AnyBlock;
  readonly element: Interactive;
  /** What was picked in a menu; nothing for a button. */
  readonly picked: readonly string[];
  /** What stands in everything that holds a value, this choice included. */
  readonly state: StateValues;
}

const messageSurface = (workspace: Workspace, clicked: Clicked, message: Message) => ({
  container: {
    type: 'message',
    message_ts: message.ts,
    channel_id: message.channel,
    is_ephemeral: message.onlyFor !== undefined,
    ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
  },
  channel: { id: message.channel, name: channelName(workspace, message.channel) },
  // Slack leaves the message out when nobody but the clicker sees it.
  ...(message.onlyFor === undefined && { message: messageShape(workspace, message) }),
  state: { values: clicked.state },
  response_url: makeResponseUrl(workspace, {
    user: clicked.person.id,
    channel: message.channel,
    messageTs: message.ts,
  }),
});

/** `block_actions`: a person used a button or a menu of a message. */
export const messageAction = (workspace: Workspace, clicked: Clicked, message: Message) => ({
  type: 'block_actions',
  ...envelope(workspace, clicked.person),
  ...messageSurface(workspace, clicked, message),
  trigger_id: makeTrigger(workspace, clicked.person.id),
  actions: [actionOf(workspace, clicked)],
});

/** `block_actions`: a person used a button or a menu of a modal or of the Home tab. */
export const viewAction = (workspace: Workspace, clicked: Clicked, shown: OpenView | HomeTab) => ({
  type: 'block_actions',
  ...envelope(workspace, clicked.person),
  container: { type: 'view', view_id: shown.id },
  view: viewShape(workspace, shown, clicked.state),
  trigger_id: makeTrigger(workspace, clicked.person.id, shown.id),
  actions: [actionOf(workspace, clicked)],
});

/** `view_submission`: a person sent off a modal. */
export const viewSubmission = (workspace: Workspace, person: SlackPerson, shown: OpenView, values: StateValues) => ({
  type: 'view_submission',
  ...envelope(workspace, person),
  trigger_id: makeTrigger(workspace, person.id, shown.id),
  view: viewShape(workspace, shown, values),
  response_urls: [],
});

/** `view_closed`: sent only for views that asked for it with `notify_on_close`. */
export const viewClosed = (workspace: Workspace, person: SlackPerson, shown: OpenView, isCleared: boolean) => ({
  type: 'view_closed',
  ...envelope(workspace, person),
  view: viewShape(workspace, shown),
  is_cleared: isCleared,
});

/** A slash command: plain form fields, no JSON. */
export const slashCommand = (
  workspace: Workspace,
  person: SlackPerson,
  used: { readonly command: string; readonly text: string; readonly channel: string },
): Readonly<Record<string, string>> => ({
  token: DEPRECATED_TOKEN,
  team_id: workspace.options.teamId,
  team_domain: workspace.domain,
  channel_id: used.channel,
  channel_name: channelName(workspace, used.channel),
  user_id: person.id,
  user_name: handleOf(person),
  command: used.command,
  text: used.text,
  api_app_id: workspace.options.appId,
  is_enterprise_install: 'false',
  response_url: makeResponseUrl(workspace, { user: person.id, channel: used.channel }),
  trigger_id: makeTrigger(workspace, person.id),
});

/** The envelope of the Events API around one event. */
export const eventCallback = (
  workspace: Workspace,
  event: { readonly type: string; readonly [field: string]: unknown },
) => ({
  token: DEPRECATED_TOKEN,
  team_id: workspace.options.teamId,
  api_app_id: workspace.options.appId,
  event: { ...event, event_ts: workspace.nextTs() },
  type: 'event_callback',
  event_id: workspace.nextId('Ev'),
  event_time: Math.floor(workspace.now().getTime() / 1000),
  authorizations: [
    {
      enterprise_id: null,
      team_id: workspace.options.teamId,
      user_id: workspace.botUserId,
      is_bot: true,
      is_enterprise_install: false,
    },
  ],
  is_ext_shared_channel: false,
});
