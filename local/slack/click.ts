import { type AnyBlock, type Confirm, type Interactive, interactiveOf } from './block-kit';
import { deliver } from './delivery';
import { type FormValues, stateValues } from './form';
import { type Clicked, messageAction, viewAction } from './payloads';
import { isStateful, optionsOf } from './picked';
import type { Delivery, DeliveryFault, SlackPerson } from './types';
import { homeOf, stackOf } from './views';
import { chosenIn, chosenKey, findMessage, messageSurface, type Workspace } from './workspace';

interface ClickCommon {
  readonly user: string;
  readonly actionId: string;
  /** Which block, when several have an element of that action id. */
  readonly blockId?: string | undefined;
  /** Which button when several share the action id, or which option of a menu. */
  readonly value?: string | undefined;
  /** What is picked in a menu or picker; an empty list clears it. */
  readonly picked?: readonly string[] | undefined;
  /** In a view: what stands in its inputs now. */
  readonly values?: FormValues | undefined;
  /** The answer to the button's confirm dialog, if it has one: yes unless told. */
  readonly confirm?: boolean | undefined;
  readonly fault?: DeliveryFault | undefined;
}

export type Click = ClickCommon & ({ readonly channel: string; readonly ts: string } | { readonly viewId: string });

export interface ClickResult {
  /** `failed`: the person saw an error. `cancelled`: the person said no to the confirm dialog, and nothing was sent. */
  readonly outcome: 'delivered' | 'failed' | 'cancelled';
  readonly deliveries: readonly Delivery[];
  readonly confirm?: Confirm | undefined;
}

interface Found {
  readonly block: AnyBlock;
  readonly element: Interactive;
}

/** @throws Error when nobody of that id is in this workspace */
export const personOf = (workspace: Workspace, id: string): SlackPerson => {
  const person = workspace.people.get(id);
  if (!person) throw new Error(`No such person ${id}: there are ${[...workspace.people.keys()].join(', ')}.`);
  if (person.kind === 'bot') throw new Error(`${person.name} is a bot, and bots cannot click.`);
  return person;
};

const matches = ({ block, element }: Found, click: Click): boolean => {
  if (element.action_id !== click.actionId) return false;
  if (click.blockId !== undefined && block.block_id !== click.blockId) return false;
  if (click.picked !== undefined) return element.type !== 'button';
  if (click.value === undefined) return element.type === 'button';
  return element.type === 'button'
    ? element.value === click.value
    : !('options' in element) || optionsOf(element).some((option) => option.value === click.value);
};

const allIn = (blocks: readonly AnyBlock[]): readonly Found[] =>
  blocks.flatMap((block) => interactiveOf(block).map((element) => ({ block, element })));

const findButton = (blocks: readonly AnyBlock[], click: Click): Found => {
  const found = allIn(blocks).find((one) => matches(one, click));
  if (found) return found;
  const names = allIn(blocks).map(({ element }) => element.action_id);
  throw new Error(`There is no such button: ${click.actionId}. Now there are: ${names.join(', ') || 'none'}.`);
};

interface Surface {
  /** The view's id, or channel and ts of the message. */
  readonly name: string;
  readonly blocks: readonly AnyBlock[];
  readonly payload: (clicked: Clicked) => object;
}

const onMessage = (workspace: Workspace, click: Click & { readonly channel: string; readonly ts: string }): Surface => {
  const message = findMessage(workspace, click.channel, click.ts);
  if (!message || (message.onlyFor !== undefined && message.onlyFor !== click.user))
    throw new Error(`There is no message ${click.ts} in ${click.channel}.`);
  return {
    name: messageSurface(message),
    blocks: message.blocks,
    payload: (clicked) => messageAction(workspace, clicked, message),
  };
};

const onView = (workspace: Workspace, click: Click & { readonly viewId: string }): Surface => {
  const modal = stackOf(workspace, click.user).find(({ id }) => id === click.viewId);
  const home = homeOf(workspace, click.viewId);
  const shown = modal ?? (home?.user === click.user ? home : undefined);
  if (!shown) throw new Error(`${click.user} has no open view ${click.viewId}.`);
  return { name: shown.id, blocks: shown.view.blocks, payload: (clicked) => viewAction(workspace, clicked, shown) };
};

/** The element that a click is about, and its confirm dialog. @throws Error as clickButton does */
export const aimAt = (workspace: Workspace, click: Click): Found & { readonly surface: Surface } => {
  const surface = 'viewId' in click ? onView(workspace, click) : onMessage(workspace, click);
  return { ...findButton(surface.blocks, click), surface };
};

/** Shows the confirm dialog, if there is one, and says whether the person went on. */
const goesOn = (workspace: Workspace, click: Click, element: Interactive): boolean => {
  const confirm = element.confirm;
  if (!confirm) return true;
  const accepted = click.confirm ?? true;
  workspace.record({ what: 'confirm shown', user: click.user, confirm, accepted });
  return accepted;
};

const pickedBy = (click: Click, element: Interactive): readonly string[] => {
  if (element.type === 'button') return [];
  return click.picked ?? (click.value === undefined ? [] : [click.value]);
};

/** What a person has chosen on a surface, this choice included. */
const chosenWith = (workspace: Workspace, user: string, { name }: Surface, found: Found, picked: readonly string[]) => {
  const before = chosenIn(workspace, user, name);
  if (!isStateful(found.element)) return before;
  const [block, action] = [found.block.block_id ?? '', found.element.action_id ?? ''];
  return { ...before, [block]: { ...before[block], [action]: picked } };
};

/**
 * A person clicks a button, or picks from a menu, that the message or view shows now.
 * @throws Error when there is no such person, message, view or button, or the menu has no such option
 */
export const clickButton = async (workspace: Workspace, click: Click): Promise<ClickResult> => {
  const person = personOf(workspace, click.user);
  const { surface, block, element } = aimAt(workspace, click);
  workspace.record({ what: 'acted', user: person.id, act: `click ${click.actionId}`, on: surface.name });
  const { confirm } = element;
  if (!goesOn(workspace, click, element)) return { outcome: 'cancelled', deliveries: [], confirm };
  const picked = pickedBy(click, element);
  const chosen = chosenWith(workspace, person.id, surface, { block, element }, picked);
  const state = stateValues(surface.blocks, { values: click.values ?? {}, chosen }, workspace);
  const payload = surface.payload({ person, block, element, picked, state });
  // Slack's client keeps showing what was chosen, and later payloads carry it.
  workspace.chosen.set(chosenKey(person.id, surface.name), chosen);
  const what = { kind: 'block_actions', user: person.id, payload, as: 'payload' } as const;
  const deliveries = await deliver(workspace, what, click.fault);
  return { outcome: deliveries[0].problem === undefined ? 'delivered' : 'failed', deliveries, confirm };
};
