import { useEffect, useState } from 'react';
import type { PageChannel, PageMessage, PageState } from '../../page-api';
import { MessageList } from '../message/message-list';
import type { Acts } from '../use-acts';
import type { Slack } from '../use-workspace';
import { Announcer } from './announcer';
import { Composer } from './composer';

interface Props {
  readonly state: PageState;
  readonly channel: PageChannel;
  readonly acts: Acts;
  readonly act: Slack['act'];
  readonly onThread: (message: PageMessage) => void;
  readonly onDismiss: (message: PageMessage) => void;
}

const NONE: readonly PageMessage[] = [];

/** What is looked at is read. Where reading began stays on screen until the channel is left. */
const useMarkRead = ({ state, channel, act }: Props): string | undefined => {
  const [since] = useState(channel.unread > 0 ? (channel.readTs ?? '0') : undefined);
  const { unread, id } = channel;
  const as = state.me.id;
  useEffect(() => {
    const read = (): void => {
      if (unread > 0 && document.visibilityState === 'visible') void act({ as, do: 'read', channel: id });
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [act, as, id, unread]);
  return since;
};

const mayWrite = (state: PageState, channel: PageChannel): string | undefined => {
  if (channel.archived) return 'This channel is archived: nobody writes here any more.';
  if (state.me.kind === 'deactivated') return `${state.me.name} is deactivated and cannot write.`;
  if (state.me.kind === 'bot') return `${state.me.name} is a bot: it writes through the API, not here.`;
  return channel.readOnly ? `${channel.name} takes no messages. Its commands work in every channel.` : undefined;
};

/** A channel or a direct message: what was said, and where one writes. */
export const ChannelView = (props: Props) => {
  const { state, channel, acts, act, onThread, onDismiss } = props;
  const messages = state.messages[channel.id] ?? NONE;
  const since = useMarkRead(props);
  const as = state.me.id;
  const name = channel.kind === 'direct' ? channel.name : `#${channel.name}`;
  const silent = mayWrite(state, channel);
  return (
    <>
      <MessageList
        label={`Messages in ${name}`}
        messages={messages}
        readTs={since}
        botUserId={state.workspace.botUserId}
        empty={`Nothing was said in ${name} yet.`}
        busyOf={acts.busyOf}
        onUse={acts.onMessage}
        onThread={onThread}
        onDismiss={onDismiss}
      />
      <Announcer place={`${as}/${channel.id}`} messages={messages} />
      {silent === undefined ? (
        <Composer
          label={`Message ${name}`}
          commands={state.commands}
          onSay={(text) => void act({ as, do: 'say', channel: channel.id, text })}
          onSlash={(command, text) => void act({ as, do: 'slash', channel: channel.id, command, text })}
        />
      ) : (
        <p className="silent">{silent}</p>
      )}
    </>
  );
};
