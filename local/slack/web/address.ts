import { type Link, linkIn } from './permalink';
import type { Where } from './shell/sidebar';

/** What the page's address says: who looks, at what, in which light. Names are as good as ids. */
export interface Asked {
  readonly as: string;
  readonly channel: string | null;
  readonly theme: string | null;
  readonly link?: Link | undefined;
}

export const askedIn = (search: string, hash = ''): Asked => {
  const link = linkIn(hash);
  const query = new URLSearchParams(search);
  return { as: query.get('as') ?? '', channel: link?.channel ?? query.get('channel'), theme: query.get('theme'), link };
};

interface Named {
  readonly id: string;
  readonly name: string;
}

const named =
  (wanted: string) =>
  ({ id, name }: Named): boolean =>
    id === wanted || name.toLowerCase() === wanted.toLowerCase().replace(/^#/, '');

/** `home`, a channel or a direct message; the first channel when there is none of that name. */
export const whereAsked = (channels: readonly Named[], wanted: string | null): Where | undefined => {
  if (wanted === 'home') return { kind: 'home' };
  const found = channels.find(named(wanted ?? '')) ?? channels[0];
  return found && { kind: 'channel', id: found.id };
};

/** The address for what is looked at now, so that it can be kept, shared and opened again. */
export const addressOf = (search: string, as: string, where: Where): string => {
  const query = new URLSearchParams(search);
  query.set('as', as);
  query.set('channel', where.kind === 'home' ? 'home' : where.id);
  return `?${query.toString()}`;
};
