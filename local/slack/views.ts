import { createHash } from 'node:crypto';
import type { HomeView, ModalView } from './block-kit';
import type { Happening, HomeTab, OpenView } from './types';
import { chosenKey, type Workspace } from './workspace';

type ClosedBecause = Extract<Happening, { what: 'view closed' }>['because'];

const hashOf = (workspace: Workspace, view: ModalView | HomeView): string =>
  `${Math.floor(workspace.now().getTime() / 1000)}.${createHash('sha256').update(workspace.nextId('h')).update(JSON.stringify(view)).digest('hex').slice(0, 8)}`;

/** Open views of a person, the root first and the one on top last. */
export const stackOf = (workspace: Workspace, user: string): readonly OpenView[] =>
  [...workspace.views.values()].filter((view) => view.user === user && view.open);

export const closeView = (workspace: Workspace, view: OpenView, because: ClosedBecause): void => {
  workspace.views.set(view.id, { ...view, open: false });
  workspace.chosen.delete(chosenKey(view.user, view.id));
  workspace.record({ what: 'view closed', user: view.user, viewId: view.id, because });
};

/** Closes every open view of a person, the top one first. */
export const clearViews = (workspace: Workspace, user: string, because: ClosedBecause): void => {
  for (const view of stackOf(workspace, user).toReversed()) closeView(workspace, view, because);
};

/** Shows a modal to a person. A person sees one modal at a time, so another one gives way unless this one is pushed on top of it. */
export const showView = (workspace: Workspace, user: string, view: ModalView, onTopOf?: OpenView): OpenView => {
  if (!onTopOf) clearViews(workspace, user, 'replaced');
  const id = workspace.nextId('V');
  const shown = {
    id,
    user,
    rootId: onTopOf?.rootId ?? id,
    previousId: onTopOf?.id ?? null,
    hash: hashOf(workspace, view),
    view,
    open: true,
  };
  workspace.views.set(id, shown);
  workspace.record({ what: onTopOf ? 'view pushed' : 'view opened', user, viewId: id, view });
  return shown;
};

export const changeView = (workspace: Workspace, shown: OpenView, view: ModalView): OpenView => {
  const next = { ...shown, view, hash: hashOf(workspace, view), errors: undefined };
  workspace.views.set(shown.id, next);
  workspace.record({ what: 'view updated', user: shown.user, viewId: shown.id, view });
  return next;
};

/** Shows beside the inputs of a view what was wrong with them. */
export const refuseForm = (workspace: Workspace, shown: OpenView, errors: Readonly<Record<string, string>>): void => {
  workspace.views.set(shown.id, { ...shown, errors });
  workspace.record({ what: 'form refused', user: shown.user, viewId: shown.id, errors });
};

/** Puts a person's Home tab in place of the one before. */
export const publishHome = (workspace: Workspace, user: string, view: HomeView): HomeTab => {
  const id = workspace.homes.get(user)?.id ?? workspace.nextId('V');
  const home = { id, user, hash: hashOf(workspace, view), view };
  workspace.homes.set(user, home);
  workspace.record({ what: 'home published', user, viewId: id, view });
  return home;
};

export const homeOf = (workspace: Workspace, viewId: string): HomeTab | undefined =>
  [...workspace.homes.values()].find((home) => home.id === viewId);

/** Whether another view that stands has this name, which the app made up. */
export const takenExternalId = (workspace: Workspace, id: string | undefined, except?: string): boolean =>
  id !== undefined &&
  id !== '' &&
  [...[...workspace.views.values()].filter((shown) => shown.open), ...workspace.homes.values()].some(
    (shown) => shown.id !== except && shown.view.external_id === id,
  );

export type StateValues = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What only modals have. */
const modalFields = (view: ModalView | HomeView) =>
  view.type === 'modal'
    ? {
        title: view.title,
        clear_on_close: view.clear_on_close ?? false,
        notify_on_close: view.notify_on_close ?? false,
        close: view.close ?? null,
        submit: view.submit ?? null,
      }
    : { clear_on_close: false, notify_on_close: false, close: null, submit: null };

/** A view as Slack's API and its payloads show it. */
export const viewShape = (workspace: Workspace, shown: OpenView | HomeTab, values: StateValues = {}) => ({
  id: shown.id,
  team_id: workspace.options.teamId,
  type: shown.view.type,
  blocks: shown.view.blocks,
  private_metadata: shown.view.private_metadata ?? '',
  callback_id: shown.view.callback_id ?? '',
  state: { values },
  hash: shown.hash,
  ...modalFields(shown.view),
  previous_view_id: 'previousId' in shown ? shown.previousId : null,
  root_view_id: 'rootId' in shown ? shown.rootId : shown.id,
  app_id: workspace.options.appId,
  external_id: shown.view.external_id ?? '',
  app_installed_team_id: workspace.options.teamId,
  bot_id: workspace.botId,
});
