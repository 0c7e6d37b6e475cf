import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './python';
import { PEOPLE, type PersonName, SLACK, STRANGER } from './settings';
import { appFromManifest, type SlackOptions } from './slack';

type Person = SlackOptions['people'][number];

/** What each may do, for whoever switches between them. */
const ROLES: Readonly<Record<PersonName, string>> = {
  dana: 'approver',
  eli: 'approver',
  noor: 'approver on call',
  mika: 'asks for changes, owns the shop',
  robin: 'approver whom a finding may name',
  sam: 'knows Cordon, may approve nothing',
};

/** People of the workspace whom Cordon does not know, one of each kind that Slack has. */
const OUTSIDERS: readonly Person[] = [
  { ...STRANGER, kind: 'member', role: 'unknown to Cordon' },
  { id: 'U0GUEST01', name: 'Gale', kind: 'guest', role: 'guest' },
  { id: 'U0CONNECT', name: 'Quinn', kind: 'connect', teamId: 'T0PARTNER', role: 'from another company' },
  { id: 'U0DREW001', name: 'Drew', kind: 'deactivated', role: 'deactivated' },
  { id: 'U0DEPLOYB', name: 'Deploy bot', kind: 'bot', role: 'bot' },
];

/** Everyone in the local workspace. */
export const WORKSPACE_PEOPLE: readonly Person[] = [
  ...Object.entries(PEOPLE).map(([id, { slack, name }]) => ({
    id: slack,
    name,
    kind: 'member' as const,
    role: ROLES[id as PersonName],
  })),
  ...OUTSIDERS,
];

/** The app is what its manifest says, and nothing more: a scope or an event that is missing there is missing here. */
const readManifest = (): unknown => JSON.parse(readFileSync(join(PROJECT, 'slack-app', 'manifest.json'), 'utf8'));

export interface SlackSecrets {
  readonly botToken: string;
  readonly signingSecret: string;
  readonly appToken: string;
}

/** The workspace of the local stage: its people and channels, with Cordon's app installed. */
export const slackOptions = (secrets: SlackSecrets): SlackOptions => ({
  ...appFromManifest(readManifest()),
  ...secrets,
  teamId: SLACK.teamId,
  appId: SLACK.appId,
  people: WORKSPACE_PEOPLE,
  channels: [
    { id: SLACK.channels.urgent, name: 'security-urgent' },
    { id: SLACK.channels.routine, name: 'security-routine' },
    { id: SLACK.channels.page, name: 'security-oncall' },
  ],
});
