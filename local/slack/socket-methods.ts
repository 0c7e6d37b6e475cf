import { answer, type Method, refuse } from './method';
import { secretWord } from './workspace';

/** Slack's own: more connections of one app are refused. */
export const MOST_SOCKETS = 10;

/** Gives an address that a Socket Mode client connects to, once and soon. */
const open: Method = {
  token: 'app',
  scope: () => 'connections:write',
  run: (workspace) => {
    if (workspace.sockets.length >= MOST_SOCKETS) return refuse('too_many_websockets');
    const ticket = secretWord();
    workspace.tickets.set(ticket, workspace.now().getTime());
    const url = new URL('/link/', workspace.url.replace(/^http/, 'ws'));
    url.searchParams.set('ticket', ticket);
    url.searchParams.set('app_id', workspace.options.appId);
    return answer({ url: url.href });
  },
};

export const socketMethods: Readonly<Record<string, Method>> = { 'apps.connections.open': open };
