import { addMessage } from './chat-methods';
import { type Click, type ClickResult, clickButton, personOf } from './click';
import { redeliver } from './delivery';
import { closeTopView, type Slash, type Submit, type SubmitResult, submitView, typeSlash } from './submit';
import type {
  ApiFault,
  Delivery,
  Entry,
  Message,
  MessageWithReplies,
  OpenView,
  SlackChannel,
  SlackPerson,
} from './types';
import { stackOf } from './views';
import { directWith, type Workspace } from './workspace';

/** What tests, the demo and the terminal do in this Slack: act as a person, look, and break things. */
export interface SlackControl {
  /** @throws Error when the message or view does not show such a button now */
  click(click: Click): Promise<ClickResult>;
  submit(submit: Submit): Promise<SubmitResult>;
  /** Closes the modal on top; answers what was delivered about it. */
  close(close: { readonly user: string; readonly viewId: string }): Promise<readonly Delivery[]>;
  slash(slash: Slash): Promise<readonly Delivery[]>;
  /** A person writes a message of their own. */
  say(said: { readonly user: string; readonly channel: string; readonly text: string }): Message;
  /** Sends an earlier delivery again, byte by byte. */
  redeliver(deliveryId: string): Promise<Delivery>;
  /** Breaks Web API calls until `mend`, or as often as the fault says. */
  break(fault: ApiFault): void;
  mend(): void;
  /** Changes or adds a person, such as one who is deactivated between two clicks. */
  person(person: SlackPerson): void;
  channel(channel: SlackChannel): void;
  sendInteractionsTo(url: string): void;
  people(): readonly SlackPerson[];
  channels(): readonly SlackChannel[];
  transcript(): readonly Entry[];
  /** The messages of a channel as they stand, oldest first, each with its thread; ephemeral ones only for their reader. */
  messages(channel: string, reader?: string): readonly MessageWithReplies[];
  /** The channel id of the direct message between the app and a person. */
  directWith(user: string): string;
  /** The modals that a person sees, the one on top last. */
  views(user: string): readonly OpenView[];
  deliveries(): readonly Delivery[];
  /**
   * Waits until `look` finds something.
   * @throws Error with the last lines of the transcript when it does not within `timeoutMs`
   */
  waitFor<T>(look: (control: SlackControl) => T | undefined | false | null, timeoutMs?: number): Promise<T>;
}

const listMessages = (workspace: Workspace, channel: string, reader?: string): MessageWithReplies[] => {
  const here = workspace.messages.filter(
    (message) => message.channel === channel && (message.onlyFor === undefined || message.onlyFor === reader),
  );
  const repliesTo = (ts: string) => here.filter((message) => message.threadTs === ts);
  return here
    .filter((message) => message.threadTs === undefined || !here.some((parent) => parent.ts === message.threadTs))
    .map((message) => ({ ...message, replies: repliesTo(message.ts) }));
};

const lastLines = (workspace: Workspace): string =>
  workspace.transcript
    .slice(-8)
    .map((entry) => `  ${JSON.stringify(entry).slice(0, 300)}`)
    .join('\n');

const wait = <T>(workspace: Workspace, look: () => T | undefined | false | null, timeoutMs: number): Promise<T> =>
  new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      workspace.watchers.delete(check);
      clearTimeout(timer);
      act();
    };
    const check = (): void => {
      try {
        const found = look();
        if (found !== undefined && found !== null && found !== false) settle(() => resolve(found));
      } catch (error) {
        settle(() => reject(error));
      }
    };
    const timer = setTimeout(
      () =>
        settle(() =>
          reject(new Error(`Slack did not come to that within ${timeoutMs} ms. Last:\n${lastLines(workspace)}`)),
        ),
      timeoutMs,
    );
    workspace.watchers.add(check);
    check();
  });

const say = (
  workspace: Workspace,
  said: { readonly user: string; readonly channel: string; readonly text: string },
): Message => {
  const person = personOf(workspace, said.user);
  workspace.record({ what: 'acted', user: person.id, act: 'say', on: said.channel });
  return addMessage(workspace, {
    channel: said.channel,
    user: person.id,
    text: said.text,
    blocks: [],
    broadcast: false,
  });
};

type Acts = Pick<SlackControl, 'click' | 'submit' | 'close' | 'slash' | 'say' | 'redeliver'>;

const actsIn = (workspace: Workspace): Acts => ({
  click: (click) => clickButton(workspace, click),
  submit: (submit) => submitView(workspace, submit),
  close: (close) => closeTopView(workspace, close),
  slash: (slash) => typeSlash(workspace, slash),
  say: (said) => say(workspace, said),
  redeliver: (id) => redeliver(workspace, id),
});

export const createControl = (workspace: Workspace): SlackControl => {
  const control: SlackControl = {
    ...actsIn(workspace),
    break: (fault) => void workspace.faults.push(fault),
    mend: () => void workspace.faults.splice(0),
    person: (person) => void workspace.people.set(person.id, person),
    channel: (channel) => void workspace.channels.set(channel.id, channel),
    sendInteractionsTo: (url) => {
      workspace.interactionsUrl = url;
    },
    people: () => [...workspace.people.values()],
    channels: () => [...workspace.channels.values()],
    transcript: () => [...workspace.transcript],
    messages: (channel, reader) => listMessages(workspace, channel, reader),
    directWith: (user) => directWith(workspace, personOf(workspace, user).id),
    views: (user) => stackOf(workspace, user),
    deliveries: () => [...workspace.deliveries],
    waitFor: (look, timeoutMs = 5_000) => wait(workspace, () => look(control), timeoutMs),
  };
  return control;
};
