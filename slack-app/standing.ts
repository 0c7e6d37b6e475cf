import { type SlackAccount, SlackProblem } from '../adapters/slack';
import { personBySlack } from '../incidents/policy';
import type { Person, Settings } from '../playbooks/kit/settings';
import { log, problemOf, type SlackApp } from './app';
import type { Actor } from './interaction';

/**
 * Who acts, as far as Slack and the table of people say. `confirmed` is false when Slack could not be asked about the account:
 * a listed person may then still act, since an outage must not stop a response, but not approve what cannot be taken back.
 */
export type Standing =
  | { readonly ok: true; readonly person: Person; readonly confirmed: boolean }
  | { readonly ok: false; readonly actor: string; readonly text: string };

const fromElsewhere = ({ api_app_id, team, enterprise, user }: Actor, settings: Settings): string | undefined => {
  const { appId, teamId } = settings.slack;
  if (api_app_id !== appId) return 'This belongs to another app.';
  if (team?.id !== teamId && enterprise?.id !== teamId) return 'This comes from another workspace.';
  if (user.team_id !== teamId && enterprise?.id !== teamId)
    return 'Your account belongs to another workspace; only members of this one may act.';
  return undefined;
};

const barred = (account: SlackAccount, settings: Settings): string | undefined => {
  if (account.deleted) return 'Your Slack account is deactivated.';
  if (account.bot) return 'Bots may not act.';
  if (account.guest) return 'Guests may not act.';
  if (account.stranger) return 'Your account belongs to another organisation.';
  const elsewhere = settings.slack.teamId.startsWith('T') && account.teamId !== settings.slack.teamId;
  return elsewhere ? 'Your account belongs to another workspace; only members of this one may act.' : undefined;
};

/** Slack's word on the account; undefined when Slack could not say. That Slack does not know the user is a word too. */
const askSlack = async (app: SlackApp, userId: string): Promise<SlackAccount | 'unknown' | undefined> => {
  try {
    return await app.slack.account(userId);
  } catch (error) {
    if (error instanceof SlackProblem && error.code === 'refused' && error.slackCode.startsWith('user_'))
      return 'unknown';
    log('Slack could not confirm an account', { user: userId, problem: problemOf(error) });
    return undefined;
  }
};

/** Decides whether whoever clicks, commands or looks is someone who may act at all. Whether on this request is the policy's question. */
export const standingOf = async (app: SlackApp, actor: Actor): Promise<Standing> => {
  const { settings } = app.store;
  const userId = actor.user.id;
  const person = personBySlack(settings, userId);
  const refuse = (text: string): Standing => ({ ok: false, actor: person?.id ?? `slack:${userId}`, text });
  const elsewhere = fromElsewhere(actor, settings);
  if (elsewhere) return refuse(elsewhere);
  if (!person)
    return refuse(
      'You are not in the table of people who may act on incidents. Ask an administrator of Cordon to add you.',
    );
  const account = await askSlack(app, userId);
  if (account === undefined) return { ok: true, person, confirmed: false };
  const bar = account === 'unknown' ? 'Slack does not know your account.' : barred(account, settings);
  return bar ? refuse(bar) : { ok: true, person, confirmed: true };
};
