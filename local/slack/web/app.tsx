import { useState } from 'react';
import type { PageState } from '../page-api';
import type { Asked } from './address';
import type { Client } from './client';
import { Confirm } from './modal/confirm';
import { Modal } from './modal/modal';
import { Drawer } from './shell/drawer';
import { channelAt, MainPane } from './shell/main-pane';
import { Sidebar } from './shell/sidebar';
import { Thread } from './shell/thread';
import { Toasts } from './shell/toasts';
import { TopBar } from './shell/top-bar';
import { ReaderContext } from './text/reader';
import { ThemeContext, useThemeChoice } from './theme';
import { type Acts, useActs } from './use-acts';
import { type Side, usePlaces } from './use-places';
import { useReaderOf } from './use-reader';
import { type Slack, useSlack } from './use-workspace';

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
  const acts = useActs(state?.me.id ?? '', act);
  const places = usePlaces(asked, state, act);
  const { where, side, menu, go } = places;
  if (!state || !where) return <Waiting away={slack.away} />;
  const shared = { state, acts, act };
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
            onDrawer={places.toggleDrawer}
            onPerson={({ id }) => setAs(id)}
          />
          {slack.away && <Waiting away />}
          <Sidebar state={state} where={where} open={menu} onGo={go} onClose={places.closeMenu} />
          <button
            type="button"
            className="scrim"
            tabIndex={-1}
            aria-label="Close the channels"
            onClick={places.closeMenu}
          />
          <MainPane {...shared} where={where} onGo={go} onMenu={places.toggleMenu} onThread={places.openThread} />
          <SidePane state={state} side={side} acts={acts} slack={slack} onClose={places.closeSide} />
        </div>
        <Views {...shared} />
        {acts.asking && <Confirm confirm={acts.asking.confirm} onAnswer={acts.asking.answer} />}
        <Toasts toasts={slack.toasts} onDrop={slack.dropToast} />
      </ReaderContext>
    </ThemeContext>
  );
};
