import { aimAt, type Click, type ClickResult, clickButton } from './click';
import { redeliver } from './delivery';
import { openHome } from './events';
import { isOn } from './faults';
import { conversation } from './method';
import type { PageAct, PageOutcome, PageResult } from './page-api';
import { deliveryShown } from './page-state';
import { dismiss, markRead } from './reading';
import { say } from './say';
import { typeSlash } from './slash';
import { closeTopView, submitView } from './submit';
import type { Delivery } from './types';
import { directWith, type Workspace } from './workspace';

type Part = Omit<PageResult, 'seq' | 'deliveries'> & { readonly deliveries?: readonly Delivery[] };
type Use = Extract<PageAct, { do: 'click' | 'select' }>;

const clickOf = (act: Use): Click => ({
  user: act.as,
  blockId: act.blockId,
  actionId: act.actionId,
  ...(act.do === 'select' && { picked: act.picked }),
  values: act.values,
  confirm: act.confirmed,
  ...act.on,
});

const OUTCOMES: Readonly<Record<ClickResult['outcome'], PageOutcome>> = {
  delivered: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

const use = async (workspace: Workspace, act: Use): Promise<Part> => {
  const click = clickOf(act);
  const { confirm } = aimAt(workspace, click).element;
  if (confirm && act.confirmed === undefined) return { outcome: 'confirm', confirm };
  const { outcome, deliveries } = await clickButton(workspace, click);
  return { outcome: OUTCOMES[outcome], deliveries };
};

const slash = async (workspace: Workspace, act: Extract<PageAct, { do: 'slash' }>): Promise<Part> => {
  const { as: user, channel, command, text } = act;
  if (!conversation(workspace, channel)) throw new Error(`There is no channel ${channel}.`);
  const { outcome, deliveries } = await typeSlash(workspace, { user, channel, command, text });
  return { outcome: outcome === 'delivered' ? 'done' : 'failed', channel, deliveries };
};

const isFailed = (deliveries: readonly Delivery[]): boolean => deliveries[0]?.problem !== undefined;

const close = async (workspace: Workspace, act: Extract<PageAct, { do: 'close' }>): Promise<Part> => {
  const deliveries = await closeTopView(workspace, { user: act.as, viewId: act.viewId, all: act.all });
  return { outcome: isFailed(deliveries) ? 'failed' : 'closed', deliveries };
};

const redo = async (workspace: Workspace, act: Extract<PageAct, { do: 'redeliver' }>): Promise<Part> => {
  const delivery = await redeliver(workspace, act.delivery);
  return { outcome: isFailed([delivery]) ? 'failed' : 'done', deliveries: [delivery] };
};

const write = (workspace: Workspace, act: Extract<PageAct, { do: 'say' }>): Part => {
  const { channel, ts } = say(workspace, { ...act, user: act.as });
  return { outcome: 'done', channel, ts };
};

const openTab = async (workspace: Workspace, user: string, tab: 'home' | 'messages'): Promise<Part> => {
  // The person sees the tab at once, whatever the app does with the news.
  const deliveries = await openHome(workspace, { user, tab });
  return { outcome: 'done', channel: directWith(workspace, user), deliveries };
};

/** What concerns nobody but this person's own screen, and works when Slack does not. */
const onScreen = (workspace: Workspace, act: PageAct): Part | undefined => {
  if (act.do === 'read') markRead(workspace, act.as, act.channel, act.threadTs);
  else if (act.do === 'dismiss') dismiss(workspace, act.as, act.channel, act.ts);
  else return undefined;
  return { outcome: 'done' };
};

const carryOut = async (workspace: Workspace, act: PageAct): Promise<Part> => {
  switch (act.do) {
    case 'click':
    case 'select':
      return use(workspace, act);
    case 'submit':
      return submitView(workspace, { user: act.as, viewId: act.viewId, values: act.values });
    case 'close':
      return close(workspace, act);
    case 'slash':
      return slash(workspace, act);
    case 'say':
      return write(workspace, act);
    case 'open-home':
      return openTab(workspace, act.as, 'home');
    case 'open-direct':
      return openTab(workspace, act.as, 'messages');
    case 'redeliver':
      return redo(workspace, act);
    case 'read':
    case 'dismiss':
      return { outcome: 'done' };
  }
};

const cutOff = (workspace: Workspace, user: string): Part => {
  workspace.record({ what: 'toast', user, text: 'Slack cannot be reached: nothing was sent.' });
  return { outcome: 'failed' };
};

/** Slack shows a deactivated account nothing any more, whatever the app answers: without a word the click would seem lost. */
const signOut = (workspace: Workspace, user: string): void => {
  if (workspace.people.get(user)?.kind === 'deactivated')
    workspace.record({
      what: 'toast',
      user,
      text: 'This account is deactivated: Slack signs it out and shows it nothing.',
    });
};

const throughSlack = async (workspace: Workspace, act: PageAct): Promise<Part> => {
  if (isOn(workspace, 'down')) return cutOff(workspace, act.as);
  const part = await carryOut(workspace, act);
  signOut(workspace, act.as);
  return part;
};

/**
 * Does what a person does in the page.
 * @throws Error with a sentence when there is no such person, message, view, button or option
 */
export const actOnPage = async (workspace: Workspace, act: PageAct): Promise<PageResult> => {
  if (!workspace.people.has(act.as)) throw new Error(`No such person ${act.as}.`);
  const part = onScreen(workspace, act) ?? (await throughSlack(workspace, act));
  return { ...part, seq: workspace.seq(), deliveries: (part.deliveries ?? []).map(deliveryShown) };
};
