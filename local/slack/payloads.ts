import type { AnyBlock, Interactive } from './block-kit';
import { messageShape } from './message-shape';
import { handleOf } from './people-methods';
import { makeResponseUrl, makeTrigger } from './triggers';
import type { Message, OpenView, SlackPerson } from './types';
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

const chosen = (element: Interactive, value: string | undefined) => {
  const options = element.type === 'button' ? [] : element.options;
  const option = options.find((candidate) => candidate.value === value);
  switch (element.type) {
    case 'button':
      return {
        text: element.text,
        ...(element.value !== undefined && { value: element.value }),
        ...(element.style && { style: element.style }),
      };
    case 'checkboxes':
      return { selected_options: option ? [option] : [] };
    default:
      return { selected_option: option ?? null };
  }
};

const actionOf = (workspace: Workspace, block: AnyBlock, element: Interactive, value: string | undefined) => ({
  type: element.type,
  action_id: element.action_id,
  block_id: block.block_id,
  ...chosen(element, value),
  action_ts: workspace.nextTs(),
});

export interface Clicked {
  readonly person: SlackPerson;
  readonly block: AnyBlock;
  readonly element: Interactive;
  readonly value?: string | undefined;
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
  state: { values: {} },
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
  actions: [actionOf(workspace, clicked.block, clicked.element, clicked.value)],
});

/** `block_actions`: a person used a button or a menu of a modal. */
export const viewAction = (workspace: Workspace, clicked: Clicked, shown: OpenView) => ({
  type: 'block_actions',
  ...envelope(workspace, clicked.person),
  container: { type: 'view', view_id: shown.id },
  view: viewShape(workspace, shown),
  trigger_id: makeTrigger(workspace, clicked.person.id, shown.id),
  actions: [actionOf(workspace, clicked.block, clicked.element, clicked.value)],
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
): string =>
  new URLSearchParams({
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
  }).toString();
