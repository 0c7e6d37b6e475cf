import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
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
/** So that the name of the day can be read above a message. */
const ROOM_ABOVE = 44;

/** Shows the newest message: its end, or its beginning when it is taller than the window. */
const showNewest = (list: HTMLElement): void => {
  const newest = [...list.querySelectorAll<HTMLElement>('article')].at(-1);
  const tall = newest !== undefined && newest.offsetHeight > list.clientHeight;
  const above = newest ? newest.getBoundingClientRect().top - list.getBoundingClientRect().top : 0;
  list.scrollTo({ top: tall ? list.scrollTop + above - ROOM_ABOVE : list.scrollHeight });
};

/** Stays at the newest message until the reader goes elsewhere; says when there is more below. */
const useNewest = (newest: string) => {
  const list = useRef<HTMLElement>(null);
  const [more, setMore] = useState(false);
  const follow = useRef(true);
  const placed = useRef(0);
  const place = useCallback((): void => {
    if (!list.current || !follow.current) return;
    showNewest(list.current);
    placed.current = list.current.scrollTop;
  }, []);
  useLayoutEffect(() => {
    if (newest !== '') place();
  }, [newest, place]);
  useEffect(() => {
    const inner = list.current?.firstElementChild;
    if (!inner) return;
    // Cards grow when they are repainted, and narrow windows wrap them.
    const sizes = new ResizeObserver(place);
    sizes.observe(inner);
    return () => sizes.disconnect();
  }, [place]);
  const onScroll = (): void => {
    if (!list.current) return;
    const left = list.current.scrollHeight - list.current.scrollTop - list.current.clientHeight;
    follow.current = left < NEAR || Math.abs(list.current.scrollTop - placed.current) < 2;
    setMore(left >= NEAR);
  };
  const down = (): void => list.current?.scrollTo({ top: list.current.scrollHeight });
  return { list, more, down, onScroll };
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
  const { list, more, down, onScroll } = useNewest(newestTs(messages));
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
      {more && (
        <button type="button" className="jump" onClick={down}>
          ↓ More below
        </button>
      )}
    </div>
  );
};
