import type { FaultOrder, PageAct, PageEvent, PageRefusal, PageResult, PageState } from '../page-api';

/** Said by the server about a request that makes no sense: a sentence for the reader. */
export class Refused extends Error {}

const refusalOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'error' in body
    ? (body as PageRefusal).error
    : 'The local Slack did not understand this.';

const read = async <T>(response: Response): Promise<T> => {
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new Refused(refusalOf(body));
  return body as T;
};

const post = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** The server that this page came from. The state is read whole: a Slack of one page is small. */
export interface Client {
  state(as: string): Promise<PageState>;
  act(act: PageAct): Promise<PageResult>;
  order(order: FaultOrder): Promise<void>;
  /** Hears of every change until the returned function is called. */
  listen(as: string, hear: (event: PageEvent) => void, live: (connected: boolean) => void): () => void;
}

export const pageClient = (base = '/_page/'): Client => ({
  state: async (as) => read<PageState>(await fetch(`${base}state?as=${encodeURIComponent(as)}`)),
  act: async (act) => read<PageResult>(await fetch(`${base}act`, post(act))),
  order: async (order) => void (await read<unknown>(await fetch(`${base}faults`, post(order)))),
  listen: (as, hear, live) => {
    const source = new EventSource(`${base}events?as=${encodeURIComponent(as)}`);
    const take = (event: MessageEvent<string>): void => hear(JSON.parse(event.data) as PageEvent);
    source.addEventListener('seq', take);
    source.addEventListener('toast', take);
    source.onopen = () => live(true);
    source.onerror = () => live(false);
    return () => source.close();
  },
});
