import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { PageChannel, PageState } from '../../page-api';
import { moved } from '../blocks/use-listbox';
import { Icon, type IconName } from '../icon';
import { Avatar } from '../message/avatar';

/** What the main pane shows. */
export type Where = { readonly kind: 'channel'; readonly id: string } | { readonly kind: 'home' };

interface Props {
  readonly state: PageState;
  readonly where: Where;
  /** Pulled out over the channel, where there is no room for both. */
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onGo: (where: Where) => void;
}

const Badge = ({ count }: { readonly count: number }) =>
  count === 0 ? null : (
    <span className="badge">
      {count > 99 ? '99+' : count}
      <span className="unseen"> unread</span>
    </span>
  );

const signOf = ({
  kind,
  shared,
}: PageChannel): { readonly icon?: IconName; readonly sign: string; readonly word: string } => {
  if (kind === 'private') return { icon: 'lock', sign: '', word: ' (private)' };
  return { sign: '#', word: shared ? ' (shared with another workspace)' : '' };
};

const Entry = ({
  channel,
  here,
  app,
  onGo,
}: {
  readonly channel: PageChannel;
  readonly here: boolean;
  readonly app: boolean;
  readonly onGo: () => void;
}) => {
  const { icon, sign, word } = signOf(channel);
  const direct = channel.kind === 'direct';
  return (
    <li>
      <button
        type="button"
        className={`entry${channel.unread > 0 ? ' entry-unread' : ''}`}
        aria-current={here ? 'page' : undefined}
        onClick={onGo}
      >
        {direct ? (
          <Avatar id={channel.withUser ?? channel.id} name={channel.name} app={app} />
        ) : (
          <span className="entry-sign" aria-hidden="true">
            {icon ? <Icon name={icon} /> : sign}
          </span>
        )}
        <span className="entry-name">
          {channel.name}
          {!direct && word !== '' && <span className="unseen">{word}</span>}
        </span>
        {channel.shared && (
          <span className="entry-shared" title="Shared with another workspace" aria-hidden="true">
            ⇄
          </span>
        )}
        <Badge count={channel.unread} />
      </button>
    </li>
  );
};

/** Arrow keys go from one entry to the next, as in any list; Tab does too. */
const walk = (event: KeyboardEvent<HTMLElement>): void => {
  const entries = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button.entry')];
  const next = moved(event.key, entries.indexOf(document.activeElement as HTMLButtonElement), entries.length);
  if (next === undefined) return;
  event.preventDefault();
  entries[next]?.focus();
};

/** Channels, direct messages and the app. */
export const Sidebar = ({ state, where, open, onGo, onClose }: Props) => {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    if (open) nav.current?.querySelector<HTMLElement>('[aria-current]')?.focus();
  }, [open]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === 'Escape') onClose();
    else walk(event);
  };
  const at = (id: string): boolean => where.kind === 'channel' && where.id === id;
  const { workspace } = state;
  const entries = (channels: readonly PageChannel[]) =>
    channels.map((channel) => (
      <Entry
        key={channel.id}
        channel={channel}
        here={at(channel.id)}
        app={channel.withUser === workspace.botUserId}
        onGo={() => onGo({ kind: 'channel', id: channel.id })}
      />
    ));
  return (
    <nav className="sidebar" aria-label="Channels and direct messages" ref={nav} onKeyDown={onKeyDown}>
      <h2 id="apps">App</h2>
      <ul aria-labelledby="apps">
        <li>
          <button
            type="button"
            className="entry"
            aria-current={where.kind === 'home' ? 'page' : undefined}
            onClick={() => onGo({ kind: 'home' })}
          >
            <span className="avatar avatar-app" aria-hidden="true">
              {workspace.appName.slice(0, 1)}
            </span>
            <span className="entry-name">{workspace.appName}</span>
            <span className="entry-sign" aria-hidden="true">
              <Icon name="home" />
            </span>
          </button>
        </li>
      </ul>
      <h2 id="channels">Channels</h2>
      <ul aria-labelledby="channels">{entries(state.channels.filter(({ archived }) => !archived))}</ul>
      <h2 id="directs">Direct messages</h2>
      <ul aria-labelledby="directs">{entries(state.directs)}</ul>
    </nav>
  );
};
