import { useCallback, useEffect, useMemo, useState } from 'react';
import type { PageMessage, PagePerson, PageState } from '../page-api';
import { type Asked, addressOf, personAsked, whereAsked } from './address';
import type { Client } from './client';
import { Icon } from './icon';
import { Confirm } from './modal/confirm';
import { Modal } from './modal/modal';
import { type Link, useLinks, useShown } from './permalink';
import { Drawer } from './shell/drawer';
import { channelAt, MainPane } from './shell/main-pane';
import { PeopleMenu } from './shell/people-menu';
import { Sidebar, type Where } from './shell/sidebar';
import { Thread } from './shell/thread';
import { Toasts } from './shell/toasts';
import { ReaderContext } from './text/reader';
import { type Theme, ThemeContext, useThemeChoice } from './theme';
import { type Acts, useActs } from './use-acts';
import { useReaderOf } from './use-reader';
import { type Slack, useSlack } from './use-workspace';

type Side = { readonly kind: 'thread'; readonly channel: string; readonly ts: string } | { readonly kind: 'drawer' };

interface TopProps {
  readonly state: PageState;
  readonly drawer: boolean;
  readonly theme: Theme;
  readonly embedded: boolean;
  readonly onTheme: (theme: Theme) => void;
  readonly onDrawer: () => void;
  readonly onPerson: (person: PagePerson) => void;
}

const TopBar = ({ state, drawer, theme, embedded, onTheme, onDrawer, onPerson }: TopProps) => {
  const broken = state.faults.filter(({ on }) => on).length;
  return (
    <header className="top">
      <span className="workspace">{state.workspace.name}</span>
      <span className="workspace-note">a stand-in for Slack on this machine</span>
      <span className="top-gap" />
      {!embedded && (
        <button
          type="button"
          className="top-button"
          aria-label={theme === 'dark' ? 'Light theme' : 'Dark theme'}
          onClick={() => onTheme(theme === 'dark' ? 'light' : 'dark')}
        >
          <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
        </button>
      )}
      <button type="button" className="top-button" aria-pressed={drawer} onClick={onDrawer}>
        <Icon name="wrench" /> <span className="top-word">Faults</span>
        {broken > 0 && <span className="badge">{broken} on</span>}
      </button>
      <PeopleMenu me={state.me} people={state.people} onPick={onPerson} />
    </header>
  );
};

const Views = ({
  state,
  acts,
  act,
}: {
  readonly state: PageState;
  readonly acts: Acts;
  readonly act: Slack['act'];
}) => {
  const top = state.views.at(-1);
  const as = state.me.id;
  if (!top) return null;
  return (
    <Modal
      key={`${as}/${top.id}`}
      shown={top}
      stacked={state.views.length > 1}
      appName={state.workspace.appName}
      busy={acts.busyIn({ viewId: top.id })}
      onUse={(use, values) => acts.onUse({ viewId: top.id }, use, values)}
      onSubmit={(values) => act({ as, do: 'submit', viewId: top.id, values })}
      onClose={(all) => void act({ as, do: 'close', viewId: top.id, ...(all ? { all } : {}) })}
    />
  );
};

interface SideProps {
  readonly state: PageState;
  readonly side: Side | undefined;
  readonly acts: Acts;
  readonly slack: Slack;
  readonly onClose: () => void;
}

const SidePane = ({ state, side, acts, slack, onClose }: SideProps) => {
  const as = state.me.id;
  if (side?.kind === 'drawer')
    return (
      <Drawer
        state={state}
        onOrder={(order) => void slack.order(order)}
        onRedeliver={(delivery) => void slack.act({ as, do: 'redeliver', delivery })}
        onClose={onClose}
      />
    );
  const channel = side && channelAt(state, { kind: 'channel', id: side.channel });
  const root = side && state.messages[side.channel]?.find(({ ts }) => ts === side.ts);
  if (!channel || !root) return null;
  return (
    <Thread
      key={root.ts}
      channel={channel}
      root={root}
      botUserId={state.workspace.botUserId}
      busyOf={acts.busyOf}
      onUse={acts.onMessage}
      onDismiss={({ channel: at, ts }) => void slack.act({ as, do: 'dismiss', channel: at, ts })}
      onSay={(text) => void slack.act({ as, do: 'say', channel: channel.id, text, threadTs: root.ts })}
      onClose={onClose}
    />
  );
};

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

const Waiting = ({ away }: { readonly away: boolean }) => (
  <p className="waiting" role="status">
    {away ? 'The local Slack cannot be reached. Trying again…' : 'Opening the local Slack…'}
  </p>
);

/** The page: one person's view of this Slack. */
export const App = ({ client, asked }: { readonly client: Client; readonly asked: Asked }) => {
  const [as, setAs] = useState(asked.as);
  const [theme, setTheme] = useThemeChoice(asked.theme);
  const slack = useSlack(client, as);
  const { state, act } = slack;
  const reader = useReaderOf(state);
  const [gone, setGone] = useState<Where>();
  const [side, setSide] = useState<Side>();
  const [menu, setMenu] = useState(false);
  const acts = useActs(state?.me.id ?? '', act);
  const first = useMemo(
    () => state && whereAsked([...state.channels, ...state.directs], asked.channel),
    [state, asked],
  );
  const where = gone && state && (gone.kind === 'home' || channelAt(state, gone)) ? gone : first;
  useThreadRead(state, side, act);
  useHomeOpened(where, state?.me.id, act);
  useEffect(() => {
    if (state && where)
      window.history.replaceState(null, '', addressOf(window.location.search, state.me.name.toLowerCase(), where));
  }, [state, where]);
  const [link, setLink] = useState(asked.link);
  const unlink = useCallback(() => setLink(undefined), []);
  const closeMenu = useCallback(() => setMenu(false), []);
  const go = useCallback((to: Where) => {
    setGone(to);
    setMenu(false);
    setSide((now) => (now?.kind === 'thread' ? undefined : now));
  }, []);
  const openThread = useCallback(({ channel, ts }: PageMessage) => setSide({ kind: 'thread', channel, ts }), []);
  const follow = useCallback(
    (to: Link) => {
      go({ kind: 'channel', id: to.channel });
      setLink(to);
    },
    [go],
  );
  useLinks(follow);
  useShown(link, state, openThread, unlink);
  const become = ({ name, id }: PagePerson): void =>
    setAs(personAsked(state?.people ?? [], name)?.id === id ? name : id);
  if (!state || !where) return <Waiting away={slack.away} />;
  return (
    <ThemeContext value={theme}>
      <ReaderContext value={reader}>
        <div className="app" data-menu={menu || undefined} data-side={side?.kind}>
          <TopBar
            state={state}
            drawer={side?.kind === 'drawer'}
            theme={theme}
            embedded={window.parent !== window}
            onTheme={setTheme}
            onDrawer={() => setSide((now) => (now?.kind === 'drawer' ? undefined : { kind: 'drawer' }))}
            onPerson={become}
          />
          {slack.away && <Waiting away />}
          <Sidebar state={state} where={where} open={menu} onGo={go} onClose={closeMenu} />
          <button type="button" className="scrim" tabIndex={-1} aria-label="Close the channels" onClick={closeMenu} />
          <MainPane
            state={state}
            where={where}
            acts={acts}
            act={act}
            onGo={go}
            onMenu={() => setMenu((open) => !open)}
            onThread={openThread}
          />
          <SidePane state={state} side={side} acts={acts} slack={slack} onClose={() => setSide(undefined)} />
        </div>
        <Views state={state} acts={acts} act={act} />
        {acts.asking && <Confirm confirm={acts.asking.confirm} onAnswer={acts.asking.answer} />}
        <Toasts toasts={slack.toasts} onDrop={slack.dropToast} />
      </ReaderContext>
    </ThemeContext>
  );
};
