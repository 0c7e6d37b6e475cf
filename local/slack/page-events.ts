import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { PageEvent } from './page-api';
import type { Workspace } from './workspace';

/** A storm of changes is told as one: a page reads the state once per this many milliseconds. */
const SETTLE_MS = 40;

/** Every event carries how far the transcript went, so that a browser that comes back can say what it has heard. */
const send = (stream: SSEStreamingApi, event: PageEvent, heard: number): Promise<void> =>
  stream.writeSSE({ event: event.kind, id: String(heard), data: JSON.stringify(event) });

/** Toasts of a person after line `from` of the transcript. */
const toastsSince = (
  workspace: Workspace,
  user: string,
  from: number,
): readonly Extract<PageEvent, { kind: 'toast' }>[] =>
  workspace.transcript
    .slice(from)
    .flatMap((entry) =>
      entry.what === 'toast' && entry.user === user
        ? [{ kind: 'toast', seq: entry.seq, text: entry.text } as const]
        : [],
    );

interface Told {
  readonly heard: number;
  readonly seq: number;
}

/** Tells what happened since, and says how far it came. */
const tell = async (workspace: Workspace, user: string, stream: SSEStreamingApi, told: Told): Promise<Told> => {
  // What happens while this is sent belongs to the next turn.
  const next = { heard: workspace.transcript.length, seq: workspace.seq() };
  for (const toast of toastsSince(workspace, user, told.heard))
    if (toast.seq <= next.heard) await send(stream, toast, toast.seq);
  if (next.seq !== told.seq) {
    await send(stream, { kind: 'seq', seq: next.seq }, next.heard);
    await stream.sleep(SETTLE_MS);
  }
  return next;
};

/** Tells a page of changes until it goes away. */
const follow = async (workspace: Workspace, user: string, stream: SSEStreamingApi, heard: number): Promise<void> => {
  let wake: () => void = () => undefined;
  const watcher = (): void => wake();
  workspace.watchers.add(watcher);
  stream.onAbort(watcher);
  try {
    for (let told: Told = { heard, seq: -1 }; !stream.aborted && !stream.closed; ) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      told = await tell(workspace, user, stream, told);
      if (told.seq === workspace.seq()) await changed;
    }
  } finally {
    workspace.watchers.delete(watcher);
  }
};

/** The stream of events for one reader. After a broken connection it goes on where the browser's `Last-Event-ID` says. */
export const pageEvents = (workspace: Workspace, context: Context, user: string): Response => {
  if (!workspace.people.has(user)) return context.json({ error: `No such person ${user}.` }, 400);
  const last = Number(context.req.header('last-event-id') ?? Number.NaN);
  const heard = Number.isInteger(last) && last >= 0 ? last : workspace.transcript.length;
  return streamSSE(context, (stream) => follow(workspace, user, stream, heard));
};
