import { useEffect, useRef } from 'react';
import type { PageChannel, PageMessage } from '../../page-api';
import { type MessageProps, MessageView } from '../message/message-view';
import { newestTs } from '../message/timeline';
import { Composer } from './composer';
import { Pane } from './pane';

interface Props extends Pick<MessageProps, 'botUserId' | 'onUse' | 'onDismiss'> {
  readonly channel: PageChannel;
  readonly root: PageMessage;
  readonly busyOf: (message: PageMessage) => MessageProps['busy'];
  readonly onSay: (text: string) => void;
  readonly onClose: () => void;
}

const count = (replies: number): string => (replies === 1 ? '1 reply' : `${replies} replies`);

/** A message and what was said to it. */
export const Thread = ({ channel, root, busyOf, onSay, onClose, ...acts }: Props) => {
  const end = useRef<HTMLDivElement>(null);
  const newest = newestTs([root]);
  const first = useRef(true);
  useEffect(() => {
    // Opened, one begins with the message; after that, new replies come into sight.
    if (newest !== '' && !first.current) end.current?.scrollIntoView({ block: 'nearest' });
    first.current = false;
  }, [newest]);
  const title = (
    <>
      Thread <small>{channel.kind === 'direct' ? channel.name : `#${channel.name}`}</small>
    </>
  );
  return (
    <Pane label="Thread" className="thread" title={title} closeLabel="Close the thread" onClose={onClose}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached with the keyboard */}
      <section className="side-body" tabIndex={0} aria-label="Messages of the thread">
        <MessageView {...acts} message={root} busy={busyOf(root)} />
        {root.replies.length > 0 && (
          <div className="divider divider-left">
            <span>{count(root.replies.length)}</span>
          </div>
        )}
        {root.replies.map((reply) => (
          <MessageView key={reply.ts} {...acts} message={reply} busy={busyOf(reply)} />
        ))}
        <div ref={end} />
      </section>
      <Composer label="Reply…" commands={[]} onSay={onSay} />
    </Pane>
  );
};
