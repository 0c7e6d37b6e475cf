// What of the operator API the page may call, and nothing else: paths are put together here, never passed on.
const INCIDENT = /^inc-[a-z0-9-]{1,60}$/;
const VALUE = /^[\w.:~+=-]{1,200}$/;

type Method = 'GET' | 'POST';
interface Route {
  readonly method: Method;
  readonly query: readonly string[];
}
const read = (...query: string[]): Route => ({ method: 'GET', query });
const send: Route = { method: 'POST', query: [] };

const PLAIN: Readonly<Record<string, readonly Route[]>> = {
  setup: [read()],
  incidents: [read('month', 'open', 'before', 'limit')],
  numbers: [read('weeks')],
  pause: [read(), send],
  previews: [send],
  runs: [send],
};
const OF_INCIDENT: Readonly<Record<string, readonly Route[]>> = {
  '': [read()],
  workflow: [read()],
  now: [read()],
  audit: [read()],
  recheck: [send],
  decision: [send],
  retry: [send],
  undo: [send],
  keep: [send],
};

export type Allowed =
  | { readonly kind: 'call'; readonly method: Method; readonly path: string }
  | { readonly kind: 'wrong-method'; readonly allow: string }
  | { readonly kind: 'wrong-query'; readonly field: string }
  | { readonly kind: 'unknown' };

const own = (routes: Readonly<Record<string, readonly Route[]>>, name: string): readonly Route[] =>
  Object.hasOwn(routes, name) ? (routes[name] ?? []) : [];

const routesFor = (parts: readonly string[]): readonly Route[] => {
  const [first = '', id, what = ''] = parts;
  if (parts.length === 1) return own(PLAIN, first);
  if (first !== 'incidents' || parts.length > 3 || !INCIDENT.test(id ?? '')) return [];
  // `incidents/<id>/` with nothing after it is not the incident's own path.
  return parts.length === 3 && what === '' ? [] : own(OF_INCIDENT, what);
};

/** Looks a call up. `path` is what stands after `/api/`. Pure. */
export const allowedCall = (method: string, path: string, query: URLSearchParams): Allowed => {
  const routes = routesFor(path.split('/'));
  if (routes.length === 0) return { kind: 'unknown' };
  const route = routes.find((one) => one.method === method);
  if (!route) return { kind: 'wrong-method', allow: routes.map((one) => one.method).join(', ') };
  const wrong = [...query].find(([name, value]) => !route.query.includes(name) || !VALUE.test(value));
  if (wrong) return { kind: 'wrong-query', field: wrong[0].slice(0, 40) };
  const asked = new URLSearchParams([...query]).toString();
  return { kind: 'call', method: route.method, path: `/${path}${asked ? `?${asked}` : ''}` };
};
