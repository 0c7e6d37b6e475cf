// How the page comes by its session: a start code from the address, what this tab kept, or a code from another tab.

/** What the server was started with. */
export interface Session {
  readonly token: string;
  readonly profiles: readonly string[];
  /** Emulators have no AWS console to link to. */
  readonly awsConsole: boolean;
  /** The one page that may embed this one and talk to it. */
  readonly embedIn?: string;
}

const KEPT = 'cordon.session';
const TABS = 'cordon.tabs';
const OTHER_TAB_MS = 500;

const json = (method: 'GET' | 'POST', token: string | undefined, body?: object): RequestInit => ({
  method,
  headers: {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});

/** The start code of the address, which is taken out of it at once: a code is no bookmark. */
const codeFromAddress = (): string | undefined => {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const code = fragment.get('start');
  if (!code) return undefined;
  const to = fragment.get('to');
  history.replaceState(null, '', to?.startsWith('/') ? `#${to}` : '#/');
  return code;
};

const exchange = async (code: string): Promise<Session | undefined> => {
  const answer = await fetch('/session', json('POST', undefined, { code }));
  return answer.ok ? ((await answer.json()) as Session) : undefined;
};

/** A link that was opened in a new tab: a tab that is open already asks for a code in its place. */
const codeFromOtherTab = (): Promise<string | undefined> =>
  new Promise((found) => {
    const tabs = new BroadcastChannel(TABS);
    const done = (code: string | undefined) => {
      clearTimeout(timer);
      tabs.close();
      found(code);
    };
    const timer = setTimeout(() => done(undefined), OTHER_TAB_MS);
    tabs.onmessage = ({ data }: MessageEvent<{ readonly code?: string }>) => data.code && done(data.code);
    tabs.postMessage({ wanted: true });
  });

/** Answers tabs that are opened from this one, for as long as it is there. Returns how to stop. */
export const helpOtherTabs = ({ token }: Session): (() => void) => {
  const tabs = new BroadcastChannel(TABS);
  tabs.onmessage = async ({ data }: MessageEvent<{ readonly wanted?: boolean }>) => {
    if (!data.wanted) return;
    const answer = await fetch('/codes', json('POST', token)).catch(() => undefined);
    if (answer?.ok) tabs.postMessage((await answer.json()) as { code: string });
  };
  return () => tabs.close();
};

const read = async (token: string): Promise<Session | undefined> => {
  const answer = await fetch('/session', json('GET', token));
  return answer.ok ? { ...((await answer.json()) as Omit<Session, 'token'>), token } : undefined;
};

/** What this tab had before, while its server still knows it. */
const keptSession = async (): Promise<Session | undefined> => {
  const token = sessionStorage.getItem(KEPT);
  return token === null ? undefined : read(token);
};

const find = async (): Promise<Session | undefined> => {
  const code = codeFromAddress();
  if (code) return (await exchange(code)) ?? keptSession();
  const kept = await keptSession();
  if (kept) return kept;
  const given = await codeFromOtherTab();
  return given ? exchange(given) : undefined;
};

/** Undefined when this page needs a fresh address. Rejects when the server is gone. */
export const openSession = async (): Promise<Session | undefined> => {
  const session = await find();
  if (session) sessionStorage.setItem(KEPT, session.token);
  else sessionStorage.removeItem(KEPT);
  return session;
};

const PROFILE = 'cordon.profile';

/** Whom this tab acts as: who was chosen in it, or the first profile. */
export const profileOf = ({ profiles }: Session): string | undefined => {
  const kept = sessionStorage.getItem(PROFILE);
  return profiles.find((name) => name === kept) ?? profiles[0];
};

export const keepProfile = (name: string): void => sessionStorage.setItem(PROFILE, name);
