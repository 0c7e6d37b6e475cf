// A made-up operator API: the shapes and refusals of the real one, a handful of incidents, and nothing behind it.
// By hand: node bin/run.mjs test/console/fake-operator.ts [port]; the caller is whoever the access key names (AKIADANA… is Dana).
import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { Pause } from '../../incidents/control';
import type { IncidentSummary, IncidentView, NowView, Preview, Refusal } from '../../incidents/views';
import type { Target } from '../../playbooks/kit/target';
import { targetSchema } from '../../playbooks/kit/target';
import { madeUpIncidents } from './made-up/cases';
import { madeUpNumbers } from './made-up/numbers';
import { instancePicture, userPicture } from './made-up/pictures';
import { type InstanceTarget, instancePlan, type UserTarget, userPlan } from './made-up/plans';
import { isPerson, madeUpSetup, type PersonId } from './made-up/setup';
import { madeUpWorkflow } from './made-up/workflow';

type Body = Readonly<Record<string, unknown>>;
type Said = 400 | 403 | 404 | 409;

/** Ends a request with a refusal. */
class No extends Error {
  constructor(
    readonly status: Said,
    readonly code: string,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}

const summaryOf = (view: IncidentView): IncidentSummary => {
  const { incidentId, kind, playbook, target, account, headline, stage, severity, findingCount } = view;
  const { openedBy, openedAt, times, split } = view;
  return {
    incidentId,
    kind,
    playbook,
    target,
    account,
    headline,
    stage,
    severity,
    findingCount,
    openedBy,
    openedAt,
    times,
    split,
    ...(view.startAfter ? { startAfter: view.startAfter } : {}),
    ...(view.outcome ? { outcome: view.outcome } : {}),
    ...(view.findingType ? { findingType: view.findingType } : {}),
    ...(view.mode ? { mode: view.mode } : {}),
    ...(view.risk ? { risk: view.risk } : {}),
    ...(view.approval ? { approval: view.approval } : {}),
    ...(view.closedAt ? { closedAt: view.closedAt } : {}),
    ...(view.undoOf ? { undoOf: view.undoOf } : {}),
    ...(view.undo ? { undo: view.undo } : {}),
  };
};

const textOf = (body: Body, field: string): string => {
  const value = body[field];
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new No(400, 'bad-input', `Give a ${field}: one sentence that others understand later.`, field);
};

const targetOf = (body: Body): Target => {
  const read = targetSchema.safeParse(body['target']);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new No(400, 'bad-input', issue?.message ?? 'is not a target', ['target', ...(issue?.path ?? [])].join('.'));
};

const previewOf = (body: Body, at: string): Preview => {
  const target = targetOf(body);
  if (target.id.endsWith('0000'))
    return { kind: 'no-plan', why: 'It is contained already: every interface is in the quarantine group.', facts: [] };
  const plan =
    target.kind === 'iam-user'
      ? userPlan(target as UserTarget, at)
      : instancePlan(target as InstanceTarget, at, { headline: `Isolate ${target.name ?? target.id}` });
  return {
    kind: 'plan',
    plan,
    needed: 1,
    approvers: ['Dana', 'Eli', 'Robin'],
    policy: ['A disruptive change in staging needs one person of secops.'],
  };
};

const nowOf = (view: IncidentView, at: string): NowView => {
  const facts = view.plan?.facts ?? [];
  const when = view.outcome === 'contained' ? 'after' : 'before';
  if (view.target.kind === 'finding') return { kind: 'unseen', at, because: 'a finding is not drawn', facts };
  const draw = view.target.kind === 'iam-user' ? userPicture : instancePicture;
  return { kind: 'seen', at, picture: draw(view.target, when, at), facts };
};

const monthOf = (view: IncidentView): string => view.openedAt.slice(0, 7);

/** The whole hub: what it holds can be changed through the routes, and by tests directly. */
export interface MadeUpHub {
  incidents: IncidentView[];
  pause: Pause;
  /** Answers every call with this status and body, when set. */
  broken?: { readonly status: number; readonly body: string };
  /** What was asked: method and path, in order. */
  readonly asked: string[];
}

const callerOf = (context: Context): PersonId => {
  const key =
    /Credential=AKIA([A-Z]+?)0*\//.exec(context.req.header('authorization') ?? '')?.[1]?.toLowerCase() ?? 'dana';
  if (isPerson(key)) return key;
  throw new No(403, 'not-known', `The AWS identity ${key} is nobody whom Cordon knows. Ask a maintainer to list it.`);
};

const bodyOf = async (context: Context): Promise<Body> => (await context.req.json().catch(() => ({}))) as Body;

const find = (hub: MadeUpHub, id: string): IncidentView => {
  const found = hub.incidents.find(({ incidentId }) => incidentId === id);
  if (found) return found;
  throw new No(404, 'unknown-incident', `There is no incident ${id}. Check the id: it looks like inc-a1b2c3d4e5-1.`);
};

const change = (hub: MadeUpHub, id: string, how: (view: IncidentView) => IncidentView): void => {
  hub.incidents = hub.incidents.map((view) => (view.incidentId === id ? how(view) : view));
};

const decide = (hub: MadeUpHub, view: IncidentView, body: Body, personId: PersonId, at: string): object => {
  const reason = textOf(body, 'reason');
  const { request } = view;
  if (request?.status !== 'PENDING') throw new No(409, 'already-decided', 'This was decided already.');
  const vote = body['vote'] === 'deny' ? 'deny' : 'approve';
  const cast = { revision: request.revision, personId, vote, reason, at, door: 'operator' } as const;
  const approvals = request.approvals + (vote === 'approve' ? 1 : 0);
  const done = vote === 'deny' || approvals >= request.policy.needed;
  const status = !done ? 'PENDING' : vote === 'deny' ? 'DENIED' : 'APPROVED';
  change(hub, view.incidentId, (now) => ({
    ...now,
    votes: [...now.votes, cast],
    request: { ...request, approvals, status, ...(done ? { decidedAt: at, decidedBy: [personId], reason } : {}) },
    ...(now.approval ? { approval: { ...now.approval, approvals, status } } : {}),
    ...(done ? { stage: vote === 'deny' ? ('closed' as const) : ('running' as const) } : {}),
    ...(vote === 'deny' ? { outcome: 'denied' as const, closedAt: at } : {}),
  }));
  return { kind: done ? 'decided' : 'voted', status, approvals, needed: request.policy.needed };
};

const routes = (app: Hono, hub: MadeUpHub, now: () => Date): void => {
  const at = (): string => now().toISOString();
  app.get('/setup', (c) => c.json(madeUpSetup(callerOf(c), hub.pause)));
  app.get('/incidents', (c) => {
    const { month, open } = c.req.query();
    const shown = hub.incidents.filter(
      (view) => (!month || monthOf(view) === month) && (!open || view.stage !== 'closed'),
    );
    return c.json({ incidents: shown.map(summaryOf) });
  });
  app.get('/incidents/:id', (c) => c.json(find(hub, c.req.param('id'))));
  app.get('/incidents/:id/workflow', (c) => c.json(madeUpWorkflow(find(hub, c.req.param('id')), now())));
  app.get('/incidents/:id/now', (c) => c.json(nowOf(find(hub, c.req.param('id')), at())));
  app.get('/incidents/:id/audit', (c) => c.json({ rows: find(hub, c.req.param('id')).audit }));
  app.post('/incidents/:id/recheck', (c) => {
    const revision = find(hub, c.req.param('id')).request?.revision ?? 1;
    return c.json({ at: at(), ok: true, stale: [], changed: [], revision });
  });
  app.post('/incidents/:id/decision', async (c) =>
    c.json(decide(hub, find(hub, c.req.param('id')), await bodyOf(c), callerOf(c), at())),
  );
  for (const what of ['retry', 'undo'])
    app.post(`/incidents/:id/${what}`, async (c) => {
      textOf(await bodyOf(c), 'reason');
      return c.json({ incidentId: find(hub, c.req.param('id')).incidentId });
    });
  app.post('/incidents/:id/keep', async (c) => {
    const kept = { personId: callerOf(c), reason: textOf(await bodyOf(c), 'reason'), at: at() };
    change(hub, c.req.param('id'), (view) => ({ ...view, kept }));
    return c.json({ kind: 'kept' });
  });
  app.post('/previews', async (c) => c.json(previewOf(await bodyOf(c), at())));
  app.post('/runs', async (c) => {
    const body = await bodyOf(c);
    const target = targetOf(body);
    textOf(body, 'reason');
    const open = hub.incidents.find((view) => view.stage !== 'closed' && view.target.id === target.id);
    if (open) throw new No(409, 'busy', `${target.id} has an open incident, ${open.incidentId}. Decide that one.`);
    return c.json({ incidentId: hub.incidents[0]?.incidentId }, 201);
  });
  app.get('/numbers', (c) =>
    c.json(madeUpNumbers(hub.incidents.length > 0 ? now() : new Date(0), Number(c.req.query('weeks') ?? 12))),
  );
  app.get('/pause', (c) => c.json(hub.pause));
  app.post('/pause', async (c) => {
    const body = await bodyOf(c);
    hub.pause = { paused: body['paused'] === true, reason: textOf(body, 'reason'), by: callerOf(c), at: at() };
    return c.json(hub.pause);
  });
};

const refuse = (context: Context, error: Error): Response => {
  if (!(error instanceof No)) return context.json({ message: 'Internal Server Error' }, 500);
  const { code, message, field, status } = error;
  const refusal: Refusal = { error: { code, message, ...(field ? { field } : {}) } };
  return context.json(refusal, status);
};

export interface FakeOperator {
  readonly url: string;
  readonly hub: MadeUpHub;
  readonly stop: () => Promise<void>;
}

/** Serves the made-up hub on 127.0.0.1. */
export const startFakeOperator = (now: () => Date = () => new Date(), port = 0): Promise<FakeOperator> => {
  const hub: MadeUpHub = {
    incidents: [...madeUpIncidents(now())],
    pause: { paused: false, reason: 'never paused', by: 'cordon', at: '' },
    asked: [],
  };
  const app = new Hono();
  app.use('*', async (context, next) => {
    hub.asked.push(`${context.req.method} ${context.req.path}`);
    if (hub.broken) return context.body(hub.broken.body, hub.broken.status as 500);
    return next();
  });
  routes(app, hub, now);
  app.notFound((context) => context.json({ message: 'Not Found' }, 404));
  app.onError((error, context) => refuse(context, error));
  return new Promise((ready) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (address) =>
      ready({
        url: `http://127.0.0.1:${address.port}`,
        hub,
        stop: () => new Promise((done) => server.close(() => done())),
      }),
    );
  });
};

if (require.main?.filename === __filename || process.argv[1] === __filename)
  void startFakeOperator(undefined, Number(process.argv[2] ?? 0)).then(({ url }) => console.log(url));
