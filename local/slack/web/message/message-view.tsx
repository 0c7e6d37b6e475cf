import { memo } from 'react';
import type { PageMessage } from '../../page-api';
import { slackDate } from '../../slack-date';
import type { KnownBlock, Place, Use } from '../blocks/kinds';
import { Icon } from '../icon';
import { MessageBlocks } from '../message-blocks';
import { plainText } from '../text/plain-text';
import { useReader } from '../text/reader';
import { Avatar } from './avatar';

export interface MessageProps {
  readonly message: PageMessage;
  readonly botUserId: string;
  /** Under the name of the message before. */
  readonly brief?: boolean;
  readonly busy?: Place | undefined;
  readonly onUse: (message: PageMessage, use: Use) => void;
  readonly onThread?: ((message: PageMessage) => void) | undefined;
  readonly onDismiss: (message: PageMessage) => void;
}

const seconds = (iso: string): string => String(Math.floor(Date.parse(iso) / 1000));

/** A message without blocks is drawn as if it were one section: there is one way to show text. */
export const blocksOf = ({ blocks, text }: PageMessage): readonly KnownBlock[] =>
  blocks.length > 0 ? blocks : [{ type: 'section', text: { type: 'mrkdwn', text: text || ' ' } }];

const Time = ({ at, brief = false }: { readonly at: string; readonly brief?: boolean }) => {
  const reader = useReader();
  const show = (format: string): string => slackDate(seconds(at), format, at, reader);
  return (
    <time className={brief ? 'time time-brief' : 'time'} dateTime={at} title={show('{date_long} {time_secs}')}>
      {show('{time}')}
    </time>
  );
};

const Replies = ({ message, botUserId, onThread }: Pick<MessageProps, 'message' | 'botUserId' | 'onThread'>) => {
  const reader = useReader();
  const last = message.replies.at(-1);
  if (!last || !onThread) return null;
  const authors = [...new Set(message.replies.map(({ user }) => user))].slice(0, 4);
  const count = message.replies.length;
  return (
    <button type="button" className="replies" onClick={() => onThread(message)}>
      {authors.map((id) => (
        <Avatar key={id} id={id} name={reader.people[id] ?? id} app={id === botUserId} />
      ))}
      <span className="replies-count">{count === 1 ? '1 reply' : `${count} replies`}</span>
      {message.unreadReplies > 0 && <span className="replies-new">{message.unreadReplies} new</span>}
      <span className="replies-last">
        Last reply {slackDate(seconds(last.at), '{date_short_pretty} {time}', last.at, reader)}
      </span>
    </button>
  );
};

const Head = ({ message, app }: { readonly message: PageMessage; readonly app: boolean }) => {
  const reader = useReader();
  return (
    <div className="message-head">
      <span className="message-name">{reader.people[message.user] ?? message.user}</span>
      {app && <span className="app-badge">App</span>}
      <Time at={message.at} />
    </div>
  );
};

const OnlyYou = ({ onDismiss }: { readonly onDismiss: () => void }) => (
  <p className="only-you">
    <Icon name="eye" /> Only visible to you
    <button type="button" className="link-button" onClick={onDismiss}>
      Dismiss message
    </button>
  </p>
);

const Body = ({ message, busy, onUse }: MessageProps) => {
  if (message.deleted) return <p className="deleted">This message was deleted.</p>;
  return (
    <>
      <MessageBlocks
        blocks={blocksOf(message)}
        chosen={message.chosen}
        busy={busy}
        onUse={(use) => onUse(message, use)}
      />
      {message.editedAt !== undefined && (
        <span className="edited" title={message.editedAt}>
          (edited)
        </span>
      )}
    </>
  );
};

const View = (props: MessageProps) => {
  const { message, botUserId, brief = false, onThread } = props;
  const reader = useReader();
  const app = message.user === botUserId;
  const name = reader.people[message.user] ?? message.user;
  return (
    <article
      className={`message${brief ? ' message-brief' : ''}${message.ephemeral ? ' message-ephemeral' : ''}`}
      aria-label={`${name}: ${plainText(message.text, reader, 120)}`}
      data-ts={message.ts}
      tabIndex={-1}
    >
      {message.ephemeral && <OnlyYou onDismiss={() => props.onDismiss(message)} />}
      <div className="message-gutter">
        {brief ? <Time at={message.at} brief /> : <Avatar id={message.user} name={name} app={app} />}
      </div>
      <div className="message-body">
        {!brief && <Head message={message} app={app} />}
        <Body {...props} />
        <Replies message={message} botUserId={botUserId} onThread={onThread} />
      </div>
      {onThread && !message.ephemeral && (
        <button
          type="button"
          className="message-tool"
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={() => onThread(message)}
        >
          <Icon name="reply" />
        </button>
      )}
    </article>
  );
};

const same = (a: MessageProps, b: MessageProps): boolean =>
  a.brief === b.brief &&
  a.onUse === b.onUse &&
  a.onThread === b.onThread &&
  a.busy === b.busy &&
  JSON.stringify(a.message) === JSON.stringify(b.message);

/** One message: who, when, what it says, its thread. Drawn anew only when it, or who reads, changed. */
export const MessageView = memo(View, same);
