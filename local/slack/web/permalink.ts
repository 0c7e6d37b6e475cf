import { useEffect } from 'react';
import type { PageMessage, PageState } from '../page-api';

/** A message that an address points at. */
export interface Link {
  readonly channel: string;
  readonly ts: string;
}

/** `/archives/C0URGENT1/p1763890000000100`, in an address or behind its `#`, as Slack writes links to messages. */
export const linkIn = (path: string): Link | undefined => {
  const match = /^#?\/archives\/(\w+)\/p(\d+)(\d{6})$/.exec(path);
  return match ? { channel: match[1] ?? '', ts: `${match[2]}.${match[3]}` } : undefined;
};

/** The message of a channel that stands at `ts`, or that holds it in its thread. */
export const holderOf = (messages: readonly PageMessage[], ts: string): PageMessage | undefined =>
  messages.find((message) => message.ts === ts || message.replies.some((reply) => reply.ts === ts));

const show = (ts: string): void => {
  const message = document.querySelector<HTMLElement>(`[data-ts="${CSS.escape(ts)}"]`);
  message?.scrollIntoView({ block: 'center' });
  message?.focus({ preventScroll: true });
};

/** Follows links to messages of this Slack without leaving the page, which would forget who looks. */
export const useLinks = (go: (link: Link) => void): void => {
  useEffect(() => {
    const follow = (event: MouseEvent): void => {
      const anchor = event.target instanceof Element ? event.target.closest('a') : null;
      const link = anchor && anchor.origin === window.location.origin ? linkIn(anchor.pathname) : undefined;
      if (!link) return;
      event.preventDefault();
      go(link);
    };
    document.addEventListener('click', follow);
    return () => document.removeEventListener('click', follow);
  }, [go]);
};

/** Brings the linked message into sight once it is there; `threadOf` opens the thread when it is a reply. */
export const useShown = (
  link: Link | undefined,
  state: PageState | undefined,
  threadOf: (root: PageMessage) => void,
  done: () => void,
): void => {
  useEffect(() => {
    const holder = link && state && holderOf(state.messages[link.channel] ?? [], link.ts);
    if (!link || !holder) return;
    if (holder.ts !== link.ts) threadOf(holder);
    // After this state, and the thread, are on the page.
    requestAnimationFrame(() => requestAnimationFrame(() => show(link.ts)));
    done();
  }, [link, state, threadOf, done]);
};
