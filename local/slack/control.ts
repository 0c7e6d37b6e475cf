import { type Click, type ClickResult, clickButton, personOf } from './click';
import { redeliver } from './delivery';
import { openHome, verifyEventsUrl } from './events';
import { faultsOf, turnFault } from './faults';
import type { FaultOrder, PageFault } from './page-api';
import { listMessages } from './reading';
import { type Said, say } from './say';
import { type Slash, type SlashResult, typeSlash } from './slash';
import { type Close, closeTopView, type Submit, type SubmitResult, submitView } from './submit';
import type {
  ApiFault,
  Delivery,
  Entry,
  HomeTab,
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
  close(close: Close): Promise<readonly Delivery[]>;
  slash(slash: Slash): Promise<SlashResult>;
  /** A person opens the app's Home tab, or its messages. */
  openHome(opened: { readonly user: string; readonly tab?: 'home' | 'messages' }): Promise<readonly Delivery[]>;
  /** A person writes a message of their own. */
  say(said: Said): Message;
  /** Sends an earlier delivery again, byte by byte. */
  redeliver(deliveryId: string): Promise<Delivery>;
  /** Breaks Web API calls until `mend`, or as often as the fault says. */
  break(fault: ApiFault): void;
  mend(): void;
  /** Changes or adds a person, such as one who is deactivated between two clicks. */
  person(person: SlackPerson): void;
  channel(channel: SlackChannel): void;
  sendInteractionsTo(url: string): void;
  /** As sendInteractionsTo, and asks that address for an answer to Slack's challenge. @throws Error when it does not give it */
  sendEventsTo(url: string): Promise<void>;
  /** Asks the app's Socket Mode connections to connect anew, as Slack does now and then. */
  refreshSockets(): void;
  /** Turns a switch of the page's drawer. */
  turn(order: FaultOrder): void;
  faults(): readonly PageFault[];
  home(user: string): HomeTab | undefined;
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

type Acts = Pick<SlackControl, 'click' | 'submit' | 'close' | 'slash' | 'openHome' | 'say' | 'redeliver'>;

const actsIn = (workspace: Workspace): Acts => ({
  click: (click) => clickButton(workspace, click),
  submit: (submit) => submitView(workspace, submit),
  close: (close) => closeTopView(workspace, close),
  slash: (slash) => typeSlash(workspace, slash),
  openHome: (opened) => openHome(workspace, opened),
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
    sendEventsTo: async (url) => {
      workspace.interactionsUrl = url;
      await verifyEventsUrl(workspace, url);
    },
    refreshSockets: () => {
      for (const socket of [...workspace.sockets]) socket.disconnect('refresh_requested');
    },
    turn: (order) => turnFault(workspace, order),
    faults: () => faultsOf(workspace),
    home: (user) => workspace.homes.get(user),
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
