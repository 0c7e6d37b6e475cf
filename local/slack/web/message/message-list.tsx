import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { PageMessage } from '../../page-api';
import { slackDate } from '../../slack-date';
import { useReader } from '../text/reader';
import { type MessageProps, MessageView } from './message-view';
import { type Item, newestTs, timelineOf } from './timeline';

interface Props extends Pick<MessageProps, 'botUserId' | 'onUse' | 'onThread' | 'onDismiss'> {
  readonly label: string;
  readonly messages: readonly PageMessage[];
  readonly readTs?: string | undefined;
  readonly busyOf: (message: PageMessage) => MessageProps['busy'];
  readonly empty: string;
}

const NEAR = 80;

/** Stays at the newest message as long as the reader is there; otherwise says that there is more below. */
const useBottom = (newest: string) => {
  const list = useRef<HTMLElement>(null);
  const [at, setAt] = useState(true);
  const follow = useRef(true);
  const down = (): void => list.current?.scrollTo({ top: list.current.scrollHeight });
  useLayoutEffect(() => {
    if (newest !== '' && follow.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [newest]);
  useEffect(() => {
    const element = list.current;
    const inner = element?.firstElementChild;
    if (!element || !inner) return;
    // Cards grow when they are repainted, and narrow windows wrap them.
    const sizes = new ResizeObserver(() => {
      if (follow.current) element.scrollTo({ top: element.scrollHeight });
    });
    sizes.observe(inner);
    return () => sizes.disconnect();
  }, []);
  const onScroll = (): void => {
    const element = list.current;
    if (!element) return;
    follow.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    setAt(follow.current);
  };
  return { list, at, down, onScroll };
};

/** Arrow keys go from message to message, as long as the focus is on the list or a message and not on something in it. */
const walk = (event: KeyboardEvent<HTMLElement>): void => {
  const messages = [...event.currentTarget.querySelectorAll<HTMLElement>('article')];
  const here = messages.indexOf(event.target as HTMLElement);
  if (here < 0 && event.target !== event.currentTarget) return;
  const from = here < 0 ? messages.length : here;
  const next = event.key === 'ArrowUp' ? from - 1 : event.key === 'ArrowDown' ? from + 1 : -1;
  if (!messages[next]) return;
  event.preventDefault();
  messages[next].focus();
};

const Divider = ({ item }: { readonly item: Exclude<Item, { kind: 'message' }> }) => {
  const reader = useReader();
  if (item.kind === 'new')
    return (
      <div className="divider divider-new">
        <span>New</span>
      </div>
    );
  const seconds = String(Math.floor(Date.parse(item.at) / 1000));
  const day = slackDate(seconds, '{date_long_pretty}', item.at, reader);
  return (
    <div className="divider">
      <span>{day.charAt(0).toUpperCase() + day.slice(1)}</span>
    </div>
  );
};

/** A channel's messages, the newest at the bottom. */
export const MessageList = (props: Props) => {
  const { messages, label, readTs, busyOf, empty, ...acts } = props;
  const reader = useReader();
  const { list, at, down, onScroll } = useBottom(newestTs(messages));
  const items = timelineOf(messages, reader.timeZone, reader.me, readTs);
  return (
    <div className="messages-wrap">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached with the keyboard */}
      <section className="messages" ref={list} onScroll={onScroll} aria-label={label} tabIndex={0} onKeyDown={walk}>
        <div className="messages-inner">
          {items.length === 0 && <p className="messages-empty">{empty}</p>}
          {items.map((item) =>
            item.kind === 'message' ? (
              <MessageView
                key={item.key}
                {...acts}
                message={item.message}
                brief={item.brief}
                busy={busyOf(item.message)}
              />
            ) : (
              <Divider key={item.key} item={item} />
            ),
          )}
        </div>
      </section>
      {!at && (
        <button type="button" className="jump" onClick={down}>
          ↓ Newest messages
        </button>
      )}
    </div>
  );
};
