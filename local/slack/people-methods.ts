import { answer, type Method, refuse } from './method';
import { textArgument } from './request-body';
import type { SlackPerson } from './types';
import { teamOf, type Workspace } from './workspace';

/** The handle that Slack derives from a name: lower case, no blanks. */
export const handleOf = (person: SlackPerson): string => person.name.toLowerCase().replace(/[^a-z0-9]+/g, '.');

const userShape = (workspace: Workspace, person: SlackPerson) => ({
  id: person.id,
  team_id: teamOf(workspace, person),
  name: handleOf(person),
  real_name: person.name,
  deleted: person.kind === 'deactivated',
  is_bot: person.kind === 'bot',
  is_app_user: false,
  is_workflow_bot: false,
  is_admin: false,
  is_owner: false,
  is_restricted: person.kind === 'guest',
  is_ultra_restricted: false,
  is_stranger: person.kind === 'connect',
  profile: { real_name: person.name, display_name: person.name, team: teamOf(workspace, person) },
});

const info: Method = {
  scope: () => 'users:read',
  run: (workspace, args) => {
    const person = workspace.people.get(textArgument(args, 'user') ?? '');
    return person ? answer({ user: userShape(workspace, person) }) : refuse('user_not_found');
  },
};

const authTest: Method = {
  scope: () => undefined,
  run: (workspace) =>
    answer({
      url: `${workspace.url}/`,
      team: workspace.domain,
      user: 'cordon',
      team_id: workspace.options.teamId,
      user_id: workspace.botUserId,
      bot_id: workspace.botId,
      is_enterprise_install: false,
    }),
};

export const peopleMethods: Readonly<Record<string, Method>> = { 'users.info': info, 'auth.test': authTest };
