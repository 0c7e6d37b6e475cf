import { useCallback, useEffect, useMemo, useState } from 'react';
import type { PageMessage, PageState } from '../page-api';
import { type Asked, addressOf, whereAsked } from './address';
import { type Link, useLinks, useShown } from './permalink';
import { channelAt } from './shell/main-pane';
import type { Where } from './shell/sidebar';
import type { Slack } from './use-workspace';

/** What stands beside the channel. */
export type Side =
  | { readonly kind: 'thread'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'drawer' };

/** A thread that is open counts as read. */
const useThreadRead = (state: PageState | undefined, side: Side | undefined, act: Slack['act']): void => {
  const open = side?.kind === 'thread' ? side : undefined;
  const unread = open && state?.messages[open.channel]?.find(({ ts }) => ts === open.ts)?.unreadReplies;
  const as = state?.me.id;
  useEffect(() => {
    if (open && unread && as) void act({ as, do: 'read', channel: open.channel, threadTs: open.ts });
  }, [open, unread, as, act]);
};

const useHomeOpened = (where: Where | undefined, as: string | undefined, act: Slack['act']): void => {
  const home = where?.kind === 'home';
  useEffect(() => {
    if (home && as) void act({ as, do: 'open-home' });
  }, [home, as, act]);
};

const useAddress = (state: PageState | undefined, where: Where | undefined): void => {
  useEffect(() => {
    if (state && where)
      window.history.replaceState(null, '', addressOf(window.location.search, state.me.name.toLowerCase(), where));
  }, [state, where]);
};

const useFollowing = (
  asked: Asked,
  state: PageState | undefined,
  go: (to: Where) => void,
  openThread: (message: PageMessage) => void,
): void => {
  const [link, setLink] = useState(asked.link);
  const unlink = useCallback(() => setLink(undefined), []);
  const follow = useCallback(
    (to: Link) => {
      go({ kind: 'channel', id: to.channel });
      setLink(to);
    },
    [go],
  );
  useLinks(follow);
  useShown(link, state, openThread, unlink);
};

/** Where the reader is, what is open beside it, and the ways to go elsewhere. */
export const usePlaces = (asked: Asked, state: PageState | undefined, act: Slack['act']) => {
  const [gone, setGone] = useState<Where>();
  const [side, setSide] = useState<Side>();
  const [menu, setMenu] = useState(false);
  const first = useMemo(
    () => state && whereAsked([...state.channels, ...state.directs], asked.channel),
    [state, asked],
  );
  const where = gone && state && (gone.kind === 'home' || channelAt(state, gone)) ? gone : first;
  const go = useCallback((to: Where) => {
    setGone(to);
    setMenu(false);
    setSide((now) => (now?.kind === 'thread' ? undefined : now));
  }, []);
  const openThread = useCallback(({ channel, ts }: PageMessage) => setSide({ kind: 'thread', channel, ts }), []);
  const closeMenu = useCallback(() => setMenu(false), []);
  const toggleMenu = (): void => setMenu((open) => !open);
  const closeSide = (): void => setSide(undefined);
  const toggleDrawer = (): void => setSide((now) => (now?.kind === 'drawer' ? undefined : { kind: 'drawer' }));
  useAddress(state, where);
  useThreadRead(state, side, act);
  useHomeOpened(where, state?.me.id, act);
  useFollowing(asked, state, go, openThread);
  return { where, side, menu, go, openThread, closeMenu, toggleMenu, closeSide, toggleDrawer };
};
