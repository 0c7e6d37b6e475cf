import type { PageChannel, PageMessage, PageState } from '../../page-api';
import { Icon } from '../icon';
import type { Acts } from '../use-acts';
import type { Slack } from '../use-workspace';
import { ChannelView } from './channel-view';
import { Home } from './home';
import type { Where } from './sidebar';

interface Props {
  readonly state: PageState;
  readonly where: Where;
  readonly acts: Acts;
  readonly act: Slack['act'];
  readonly onGo: (where: Where) => void;
  readonly onMenu: () => void;
  readonly onThread: (message: PageMessage) => void;
}

export const channelAt = (state: PageState, where: Where): PageChannel | undefined =>
  where.kind === 'home' ? undefined : [...state.channels, ...state.directs].find(({ id }) => id === where.id);

const withApp = (state: PageState): PageChannel | undefined =>
  state.directs.find(({ withUser }) => withUser === state.workspace.botUserId);

const TABS = [
  ['home', 'Home'],
  ['messages', 'Messages'],
] as const;

/** The app is one place with two tabs: its Home, and what it wrote to this reader. */
const Tabs = ({ state, where, act, onGo }: Props) => {
  const app = withApp(state);
  const toMessages = async (): Promise<void> => {
    const id = app?.id ?? (await act({ as: state.me.id, do: 'open-direct' }))?.channel;
    if (id !== undefined) onGo({ kind: 'channel', id });
  };
  return (
    <div className="tabs">
      {TABS.map(([tab, word]) => (
        <button
          key={tab}
          type="button"
          aria-current={(tab === 'home') === (where.kind === 'home') ? 'page' : undefined}
          onClick={() => (tab === 'home' ? onGo({ kind: 'home' }) : void toMessages())}
        >
          {word}
        </button>
      ))}
    </div>
  );
};

const Title = ({ state, where }: Props) => {
  const channel = channelAt(state, where);
  if (!channel) return <h1>{state.workspace.appName}</h1>;
  return (
    <h1>
      {channel.kind === 'channel' && <span aria-hidden="true">#</span>}
      {channel.kind === 'private' && <Icon name="lock" />}
      {channel.name}
      {channel.shared && <span className="kind">Shared</span>}
    </h1>
  );
};

/** What stands between the sidebar and the thread. */
export const MainPane = (props: Props) => {
  const { state, where, acts, act, onMenu, onThread } = props;
  const channel = channelAt(state, where);
  const app = !channel || channel.withUser === state.workspace.botUserId;
  const as = state.me.id;
  const unread = [...state.channels, ...state.directs].reduce((sum, one) => sum + one.unread, 0);
  return (
    <main className="main">
      <header className="main-head">
        <button
          type="button"
          className="plain-button menu-button"
          aria-label={`Channels, ${unread} unread`}
          onClick={onMenu}
        >
          <Icon name="menu" />
          {unread > 0 && <span className="dot" aria-hidden="true" />}
        </button>
        <Title {...props} />
        {app && <Tabs {...props} />}
      </header>
      {channel ? (
        <ChannelView
          key={`${as}/${channel.id}`}
          state={state}
          channel={channel}
          acts={acts}
          act={act}
          onThread={onThread}
          onDismiss={({ channel: at, ts }) => void act({ as, do: 'dismiss', channel: at, ts })}
        />
      ) : (
        <Home
          state={state}
          busy={state.home && acts.busyIn({ viewId: state.home.id })}
          onUse={(use) => state.home && acts.onUse({ viewId: state.home.id }, use)}
        />
      )}
    </main>
  );
};
