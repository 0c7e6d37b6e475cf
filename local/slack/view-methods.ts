import { checkHome, checkView } from './check-blocks';
import { answer, type Method, refuse } from './method';
import { type Arguments, textArgument } from './request-body';
import { exchangeTrigger } from './triggers';
import type { OpenView } from './types';
import { changeView, publishHome, showView, takenExternalId, viewShape } from './views';
import type { Workspace } from './workspace';

const open: Method = {
  scope: () => undefined,
  run: (workspace, args) => {
    // Slack checks the view first, so a faulty view does not use up its trigger.
    const checked = checkView(args['view'], () => workspace.nextId('k'));
    if (!checked.ok) return refuse(checked.error, ...checked.messages);
    const taken = takenExternalId(workspace, checked.value.external_id);
    if (taken) return refuse('duplicate_external_id');
    const exchanged = exchangeTrigger(workspace, textArgument(args, 'trigger_id') ?? '');
    if (!exchanged.ok) return refuse(exchanged.error);
    return answer({ view: viewShape(workspace, showView(workspace, exchanged.trigger.user, checked.value)) });
  },
};

const named = (workspace: Workspace, args: Arguments): OpenView | undefined => {
  const [id, externalId] = [textArgument(args, 'view_id'), textArgument(args, 'external_id')];
  if (id !== undefined) return workspace.views.get(id);
  return externalId === undefined
    ? undefined
    : [...workspace.views.values()].find((shown) => shown.open && shown.view.external_id === externalId);
};

const update: Method = {
  scope: () => undefined,
  run: (workspace, args) => {
    const checked = checkView(args['view'], () => workspace.nextId('k'));
    if (!checked.ok) return refuse(checked.error, ...checked.messages);
    const shown = named(workspace, args);
    if (!shown?.open) return refuse('not_found');
    const hash = textArgument(args, 'hash');
    if (hash !== undefined && hash !== shown.hash) return refuse('hash_conflict');
    if (takenExternalId(workspace, checked.value.external_id, shown.id)) return refuse('duplicate_external_id');
    return answer({ view: viewShape(workspace, changeView(workspace, shown, checked.value)) });
  },
};

const publish: Method = {
  scope: () => undefined,
  run: (workspace, args) => {
    const checked = checkHome(args['view'], () => workspace.nextId('k'));
    if (!checked.ok) return refuse(checked.error, ...checked.messages);
    if (workspace.options.homeTab === false) return refuse('not_enabled');
    const person = workspace.people.get(textArgument(args, 'user_id') ?? '');
    if (!person || person.kind === 'bot' || person.kind === 'deactivated') return refuse('user_not_found');
    const before = workspace.homes.get(person.id);
    const hash = textArgument(args, 'hash');
    if (hash !== undefined && hash !== before?.hash) return refuse('hash_conflict');
    if (takenExternalId(workspace, checked.value.external_id, before?.id)) return refuse('duplicate_external_id');
    return answer({ view: viewShape(workspace, publishHome(workspace, person.id, checked.value)) });
  },
};

export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': open,
  'views.update': update,
  'views.publish': publish,
};
