// Apart from the schemas of what arrives: the poster asks these questions, too, and reads no request.
import type { Actor, Click, HomeOpened, SlashCommand } from './interaction';

/** Commands and events name one workspace: that of the one who acts. */
const actorIn = (app: string, team: string, enterprise: string | null | undefined, user: string): Actor => ({
  api_app_id: app,
  team: { id: team },
  enterprise: enterprise ? { id: enterprise } : null,
  user: { id: user, team_id: team },
});
export const commandActor = (given: SlashCommand): Actor =>
  actorIn(given.api_app_id, given.team_id, given.enterprise_id, given.user_id);
export const openedBy = (given: HomeOpened): Actor =>
  actorIn(given.api_app_id, given.team_id, given.enterprise_id, given.event.user);

/** Where a button stood that no stored card carries: Slack shows both to their reader alone, and Cordon drew them a moment ago. */
const ELSEWHERE = { home: 'home', answer: 'answer' } as const;

/** The channel and message that a click came from; for App Home and the answer to a command, which of the two. */
export const placeOf = (click: Click): { readonly c: string; readonly t: string } => {
  if (click.view?.type === 'home') return { c: ELSEWHERE.home, t: ELSEWHERE.home };
  if (click.container?.is_ephemeral === true) return { c: ELSEWHERE.answer, t: ELSEWHERE.answer };
  return { c: click.channel?.id ?? '', t: click.message?.ts ?? '' };
};
export const isElsewhere = (channel: string): boolean => Object.values<string>(ELSEWHERE).includes(channel);
