import { createHash } from 'node:crypto';
import type { ModalView } from './block-kit';
import type { Happening, OpenView } from './types';
import type { Workspace } from './workspace';

type ClosedBecause = Extract<Happening, { what: 'view closed' }>['because'];

const hashOf = (workspace: Workspace, view: ModalView): string =>
  `${Math.floor(workspace.now().getTime() / 1000)}.${createHash('sha256').update(workspace.nextId('h')).update(JSON.stringify(view)).digest('hex').slice(0, 8)}`;

/** Open views of a person, the root first and the one on top last. */
export const stackOf = (workspace: Workspace, user: string): readonly OpenView[] =>
  [...workspace.views.values()].filter((view) => view.user === user && view.open);

export const closeView = (workspace: Workspace, view: OpenView, because: ClosedBecause): void => {
  workspace.views.set(view.id, { ...view, open: false });
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
  const next = { ...shown, view, hash: hashOf(workspace, view) };
  workspace.views.set(shown.id, next);
  workspace.record({ what: 'view updated', user: shown.user, viewId: shown.id, view });
  return next;
};

export type StateValues = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A view as Slack's API and its payloads show it. */
export const viewShape = (workspace: Workspace, shown: OpenView, values: StateValues = {}) => ({
  id: shown.id,
  team_id: workspace.options.teamId,
  type: 'modal',
  blocks: shown.view.blocks,
  private_metadata: shown.view.private_metadata ?? '',
  callback_id: shown.view.callback_id ?? '',
  state: { values },
  hash: shown.hash,
  title: shown.view.title,
  clear_on_close: shown.view.clear_on_close ?? false,
  notify_on_close: shown.view.notify_on_close ?? false,
  close: shown.view.close ?? null,
  submit: shown.view.submit ?? null,
  previous_view_id: shown.previousId,
  root_view_id: shown.rootId,
  app_id: workspace.options.appId,
  external_id: shown.view.external_id ?? '',
  app_installed_team_id: workspace.options.teamId,
  bot_id: workspace.botId,
});
