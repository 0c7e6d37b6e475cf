import { useEffect, useRef, useState } from 'react';
import type { PageMessage } from '../../page-api';
import { arrivals, newestTs } from '../message/timeline';
import { plainText } from '../text/plain-text';
import { useReader } from '../text/reader';

interface Props {
  readonly place: string;
  readonly messages: readonly PageMessage[];
}

/** Tells a screen reader of messages that come in where the reader is, in the app's own words for notifications. */
export const Announcer = ({ place, messages }: Props) => {
  const reader = useReader();
  const { me, people } = reader;
  const seen = useRef<{ place: string; ts: string }>({ place: '', ts: '' });
  const [said, setSaid] = useState('');
  useEffect(() => {
    const newest = newestTs(messages);
    const fresh = seen.current.place === place ? arrivals(messages, seen.current.ts, me) : [];
    seen.current = { place, ts: newest };
    if (fresh.length > 0)
      setSaid(fresh.map(({ user, text }) => `${people[user] ?? 'Somebody'}: ${plainText(text, reader)}`).join('. '));
  }, [place, messages, me, people, reader]);
  return (
    <p className="unseen" role="log" aria-live="polite" aria-label="New messages">
      {said}
    </p>
  );
};
