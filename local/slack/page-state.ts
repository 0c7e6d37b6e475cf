import { waitOf } from './delivery';
import { faultsOf } from './faults';
import type { PageChannel, PageHome, PageMessage, PagePerson, PageState, PageView, PageWorkspace } from './page-api';
import { linesFor } from './page-lines';
import { listMessages, readUpTo, unreadAmong } from './reading';
import { takesNoMessages } from './say';
import type { Delivery, Message, MessageWithReplies, PersonKind, SlackPerson } from './types';
import { stackOf } from './views';
import { chosenIn, directWith, messageSurface, teamOf, type Workspace } from './workspace';

const LAST_DELIVERIES = 50;
const LAST_LINES = 200;

/** What it means to be of this kind, for whoever switches to such a person. */
const NOTES: Readonly<Partial<Record<PersonKind, string>>> = {
  guest: 'A guest of this workspace. Sees the channels and can click, and guests may decide nothing.',
  connect:
    'From another company, through Slack Connect. Sees the shared channel and can click, and may decide nothing.',
  deactivated: 'Deactivated, with a window that is still open: what is clicked here still leaves the browser.',
  bot: 'A bot writes and reads, and cannot click.',
};

const dateOf = (ts: string): string => new Date(Number(ts) * 1000).toISOString();

const isTop = (message: Message): boolean => message.threadTs === undefined || message.broadcast;

const unreadIn = (workspace: Workspace, user: string, channel: string): number =>
  unreadAmong(
    workspace.messages.filter(
      (message) =>
        message.channel === channel && isTop(message) && (message.onlyFor === undefined || message.onlyFor === user),
    ),
    user,
    readUpTo(workspace, user, channel),
  );

const directsOf = (workspace: Workspace, user: string): readonly string[] => [directWith(workspace, user)];

const placesOf = (workspace: Workspace, user: string): readonly string[] => [
  ...workspace.channels.keys(),
  ...(workspace.people.get(user)?.kind === 'bot' ? [] : directsOf(workspace, user)),
];

const personShown = (workspace: Workspace, person: SlackPerson): PagePerson => ({
  id: person.id,
  name: person.name,
  kind: person.kind,
  role: person.role ?? '',
  note: NOTES[person.kind],
  teamId: teamOf(workspace, person),
  modals: stackOf(workspace, person.id).length,
  unread: placesOf(workspace, person.id).reduce((sum, id) => sum + unreadIn(workspace, person.id, id), 0),
});

const channelShown = (workspace: Workspace, user: string, id: string): PageChannel => {
  const channel = workspace.channels.get(id);
  const unread = unreadIn(workspace, user, id);
  const readTs = readUpTo(workspace, user, id);
  const common = { id, unread, readTs, shared: channel?.shared === true, archived: channel?.archived === true };
  if (channel)
    return { ...common, name: channel.name, kind: channel.private ? 'private' : 'channel', readOnly: common.archived };
  const readOnly = takesNoMessages(workspace);
  return { ...common, name: appNameOf(workspace), kind: 'direct', withUser: workspace.botUserId, readOnly };
};

const messageShown = (workspace: Workspace, reader: string, message: Message): PageMessage => ({
  channel: message.channel,
  ts: message.ts,
  at: dateOf(message.ts),
  user: message.user,
  text: message.text,
  blocks: message.blocks,
  threadTs: message.threadTs,
  broadcast: message.broadcast,
  editedAt: message.editedTs === undefined ? undefined : dateOf(message.editedTs),
  ephemeral: message.onlyFor !== undefined,
  deleted: message.deleted === true,
  replies: [],
  unreadReplies: 0,
  chosen: chosenIn(workspace, reader, messageSurface(message)),
});

const withReplies = (workspace: Workspace, reader: string, message: MessageWithReplies): PageMessage => ({
  ...messageShown(workspace, reader, message),
  replies: message.replies.map((reply) => messageShown(workspace, reader, reply)),
  unreadReplies: unreadAmong(message.replies, reader, readUpTo(workspace, reader, message.channel, message.ts)),
});

const viewsShown = (workspace: Workspace, reader: string): readonly PageView[] =>
  stackOf(workspace, reader).map(({ id, hash, view, errors }) => ({
    ...{ id, hash, view },
    errors: errors ?? {},
    chosen: chosenIn(workspace, reader, id),
  }));

const homeShown = (workspace: Workspace, reader: string): PageHome | undefined => {
  const home = workspace.homes.get(reader);
  return home && { id: home.id, hash: home.hash, view: home.view, chosen: chosenIn(workspace, reader, home.id) };
};

const appNameOf = ({ options }: Workspace): string => options.appName ?? 'Cordon';

const workspaceShown = (workspace: Workspace): PageWorkspace => ({
  name: workspace.domain,
  teamId: workspace.options.teamId,
  appId: workspace.options.appId,
  appName: appNameOf(workspace),
  botUserId: workspace.botUserId,
  delivery: workspace.sockets.length > 0 ? 'socket' : 'http',
  answerWithinMs: waitOf(workspace),
});

/** The inspector shows how an answer begins; a whole view would be sent again with every change. */
export const deliveryShown = (delivery: Delivery): Delivery =>
  delivery.answer === undefined ? delivery : { ...delivery, answer: delivery.answer.slice(0, 1_000) };

const isBot = (person: SlackPerson): number => (person.kind === 'bot' ? 1 : 0);

/**
 * This Slack as one person sees it.
 * @throws Error when there is no such person
 */
export const pageState = (workspace: Workspace, reader: string): PageState => {
  const me = workspace.people.get(reader);
  if (!me) throw new Error(`No such person ${reader}: there are ${[...workspace.people.keys()].join(', ')}.`);
  const places = placesOf(workspace, reader);
  const shown = places.map((id) => channelShown(workspace, reader, id));
  const listed = (id: string) =>
    listMessages(workspace, id, reader).map((message) => withReplies(workspace, reader, message));
  return {
    seq: workspace.seq(),
    now: workspace.now().toISOString(),
    workspace: workspaceShown(workspace),
    me: personShown(workspace, me),
    people: [...workspace.people.values()]
      .sort((left, right) => isBot(left) - isBot(right))
      .map((person) => personShown(workspace, person)),
    channels: shown.filter(({ kind }) => kind !== 'direct'),
    directs: shown.filter(({ kind }) => kind === 'direct'),
    messages: Object.fromEntries(places.map((id) => [id, listed(id)])),
    views: viewsShown(workspace, reader),
    home: homeShown(workspace, reader),
    commands: workspace.options.commands ?? [],
    faults: faultsOf(workspace),
    deliveries: workspace.deliveries.slice(-LAST_DELIVERIES).toReversed().map(deliveryShown),
    transcript: linesFor(workspace, reader, LAST_LINES),
  };
};
