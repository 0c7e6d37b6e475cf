import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { interactiveSlack } from '../../adapters/slack';
import { decide } from '../../incidents/decide';
import { readIncident } from '../../incidents/read';
import { boltDispatch } from '../../slack-app/bolt';
import { handleRequest } from '../../slack-app/handle';
import { row } from '../faults/row';
import { click, form, homeOpened, signed, submission } from './requests';
import { approvalOf, note, type Scene, scene, value } from './scene';

/** Takes every call and never answers. */
let hole: Server;
let calls: string[] = [];
beforeAll(async () => {
  hole = createServer(({ url }) => calls.push((url ?? '').replace('/api/', '')));
  await new Promise<void>((ready) => hole.listen(0, '127.0.0.1', ready));
});
beforeEach(() => {
  calls = [];
});
afterAll(async () => {
  hole.closeAllConnections();
  await new Promise((closed) => hole.close(closed));
});

/** What Slack sends, to a function at its first call: its own client, its own Bolt. */
const send = async (at: Scene, body: string, contentType?: string) => {
  const { port } = hole.address() as AddressInfo;
  const { store } = at;
  const settings = { ...store.settings, slack: { ...store.settings.slack, apiUrl: `http://127.0.0.1:${port}/api/` } };
  const slack = interactiveSlack(settings, { botToken: 'not-a-token', signingSecret: 'not-a-secret' });
  const app = { ...at.door.app, store: { ...store, settings }, slack };
  const door = { ...at.door, app, dispatch: boltDispatch(app) };
  const request = signed(body, store.now(), contentType ? { contentType } : {});
  const from = performance.now();
  const answer = await handleRequest(door, request);
  return { answer, ms: performance.now() - from };
};

describe('Slack’s API that takes calls and never answers', () => {
  for (const [callback, status] of [
    ['approve', 'APPROVED'],
    ['deny', 'DENIED'],
  ] as const)
    row('F20', 'K', `holds no decision up: ${callback} is stored and answered within a second`, async () => {
      const at = await scene();
      const { answer, ms } = await send(
        at,
        form(submission({ callback, note: note(at), values: { reason: 'matches the beacon' } })),
      );
      expect(ms).toBeLessThan(1000);
      expect(answer.statusCode).toBe(200);
      expect(calls).toEqual(['users.info']);
      expect(await approvalOf(at)).toMatchObject({ status, decidedBy: ['dana'] });
      return at.table.items();
    });

  row('F20', 'K', 'lets nobody approve what cannot be taken back, and says so within a second', async () => {
    const at = await scene({ risk: 'destructive' });
    const values = { reason: 'both keys are out', typed: 'def0' };
    const { answer, ms } = await send(at, form(submission({ callback: 'approve', note: note(at), values })));
    expect(ms).toBeLessThan(1000);
    expect(answer.body).toContain('could not confirm your account');
    expect(await approvalOf(at)).toMatchObject({ status: 'PENDING', approvals: 0 });
    return at.table.items();
  });

  // A start of the function comes on top, and Slack gives a click up after three seconds.
  for (const [where, place, telling] of [
    ['a card', {}, 'chat.postEphemeral'],
    ['App Home', { view: { type: 'home' } }, 'views.open'],
    ['an answer to /cordon', { container: { is_ephemeral: true } }, 'views.open'],
  ] as const)
    row(
      'F20',
      'K',
      `has Slack say after 1.5 seconds that a click on Review on ${where} did not work, and the console can decide`,
      async () => {
        const at = await scene();
        const { answer, ms } = await send(
          at,
          form(click({ value: value(at), channel: at.channel, ts: at.ts, more: place })),
        );
        expect(ms).toBeLessThan(2000);
        // Nothing but Slack itself can still tell the person.
        expect(answer.statusCode).toBe(500);
        expect(calls).toEqual(['users.info', 'views.open', telling]);
        expect((await readIncident(at.store, at.incidentId))?.votes).toEqual([]);
        const vote = { vote: 'approve', revision: 1, reason: 'seen', personId: 'dana', door: 'operator' } as const;
        expect(await decide(at.store, { incidentId: at.incidentId, ...vote })).toMatchObject({ status: 'APPROVED' });
        return at.table.items();
      },
    );

  it.each([
    ['several buttons at once', { actions: [] }],
    ['a message in no channel', { channel: undefined }],
  ])('has Slack say that a click on %s did not work', async (_, more) => {
    const at = await scene();
    const { answer } = await send(at, form(click({ value: value(at), channel: at.channel, ts: at.ts, more })));
    expect(answer.statusCode).toBe(500);
    expect(await approvalOf(at)).toMatchObject({ status: 'PENDING', approvals: 0 });
  });

  it('lets whoever opens App Home go as soon', async () => {
    const { answer, ms } = await send(await scene(), JSON.stringify(homeOpened('U0DANA')), 'application/json');
    expect([answer.statusCode, calls]).toEqual([200, ['users.info', 'views.publish']]);
    expect(ms).toBeLessThan(2000);
  });
});
