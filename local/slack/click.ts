import { type AnyBlock, type Confirm, type Interactive, interactiveOf } from './block-kit';
import { payloadBody } from './deliver';
import { deliver } from './delivery';
import { type Clicked, messageAction, viewAction } from './payloads';
import type { Delivery, DeliveryFault, SlackPerson } from './types';
import { findMessage, type Workspace } from './workspace';

interface ClickCommon {
  readonly user: string;
  readonly actionId: string;
  /** Which button when several share the action id, or which option of a menu. */
  readonly value?: string | undefined;
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

const matches = (element: Interactive, click: Click): boolean => {
  if (element.action_id !== click.actionId) return false;
  if (click.value === undefined) return element.type === 'button';
  return element.type === 'button'
    ? element.value === click.value
    : element.options.some((option) => option.value === click.value);
};

const buttonNames = (blocks: readonly AnyBlock[]): string =>
  blocks
    .flatMap(interactiveOf)
    .map((element) => element.action_id)
    .join(', ') || 'none';

const findButton = (blocks: readonly AnyBlock[], click: Click): Found => {
  const found = blocks.flatMap((block) =>
    interactiveOf(block).flatMap((element) => (matches(element, click) ? [{ block, element }] : [])),
  )[0];
  if (!found) throw new Error(`There is no such button: ${click.actionId}. Now there are: ${buttonNames(blocks)}.`);
  return found;
};

interface Surface {
  readonly name: string;
  readonly blocks: readonly AnyBlock[];
  readonly payload: (clicked: Clicked) => unknown;
}

const messageSurface = (
  workspace: Workspace,
  click: Click & { readonly channel: string; readonly ts: string },
): Surface => {
  const message = findMessage(workspace, click.channel, click.ts);
  if (!message || (message.onlyFor !== undefined && message.onlyFor !== click.user))
    throw new Error(`There is no message ${click.ts} in ${click.channel}.`);
  return {
    name: `${click.channel}/${click.ts}`,
    blocks: message.blocks,
    payload: (clicked) => messageAction(workspace, clicked, message),
  };
};

const viewSurface = (workspace: Workspace, click: Click & { readonly viewId: string }): Surface => {
  const shown = workspace.views.get(click.viewId);
  if (!shown?.open || shown.user !== click.user) throw new Error(`${click.user} has no open view ${click.viewId}.`);
  return { name: shown.id, blocks: shown.view.blocks, payload: (clicked) => viewAction(workspace, clicked, shown) };
};

const confirmOf = (element: Interactive): Confirm | undefined => element.confirm;

/** Shows the confirm dialog, if there is one, and says whether the person went on. */
const goesOn = (workspace: Workspace, click: Click, element: Interactive): boolean => {
  const confirm = confirmOf(element);
  if (!confirm) return true;
  const accepted = click.confirm ?? true;
  workspace.record({ what: 'confirm shown', user: click.user, confirm, accepted });
  return accepted;
};

/**
 * A person clicks a button, or picks from a menu, that the message or view shows now.
 * @throws Error when there is no such person, message, view or button
 */
export const clickButton = async (workspace: Workspace, click: Click): Promise<ClickResult> => {
  const person = personOf(workspace, click.user);
  const surface = 'viewId' in click ? viewSurface(workspace, click) : messageSurface(workspace, click);
  const { block, element } = findButton(surface.blocks, click);
  workspace.record({ what: 'acted', user: person.id, act: `click ${click.actionId}`, on: surface.name });
  const confirm = confirmOf(element);
  if (!goesOn(workspace, click, element)) return { outcome: 'cancelled', deliveries: [], confirm };
  const body = payloadBody(surface.payload({ person, block, element, value: click.value }));
  const deliveries = await deliver(workspace, { kind: 'block_actions', user: person.id, body }, click.fault);
  return { outcome: deliveries[0].problem === undefined ? 'delivered' : 'failed', deliveries, confirm };
};
