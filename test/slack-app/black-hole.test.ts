import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { interactiveSlack } from '../../adapters/slack';
import { boltDispatch } from '../../slack-app/bolt';
import { handleRequest } from '../../slack-app/handle';
import { row } from '../faults/row';
import { form, signed, submission } from './requests';
import { approvalOf, note, scene } from './scene';

/** Takes every call and never answers. */
let hole: Server;
let calls = 0;
beforeAll(async () => {
  hole = createServer(() => {
    calls += 1;
  });
  await new Promise<void>((ready) => hole.listen(0, '127.0.0.1', ready));
});
afterAll(async () => {
  hole.closeAllConnections();
  await new Promise((closed) => hole.close(closed));
});

describe('Slack’s API that takes calls and never answers', () => {
  for (const [callback, status] of [
    ['approve', 'APPROVED'],
    ['deny', 'DENIED'],
  ] as const)
    row('F20', 'K', `holds no decision up: ${callback} is stored and answered within a second`, async () => {
      const at = await scene();
      const { port } = hole.address() as AddressInfo;
      const { store } = at;
      const settings = {
        ...store.settings,
        slack: { ...store.settings.slack, apiUrl: `http://127.0.0.1:${port}/api/` },
      };
      // As a function does at its first call: its own client, its own Bolt.
      const slack = interactiveSlack(settings, { botToken: 'not-a-token', signingSecret: 'not-a-secret' });
      const app = { ...at.door.app, store: { ...store, settings }, slack };
      const door = { ...at.door, app, dispatch: boltDispatch(app) };
      const click = submission({ callback, note: note(at), values: { reason: 'matches the beacon' } });

      const before = calls;
      const from = performance.now();
      const answer = await handleRequest(door, signed(form(click), store.now()));
      expect(performance.now() - from).toBeLessThan(1000);
      expect(answer.statusCode).toBe(200);
      expect(calls).toBeGreaterThan(before);
      expect(await approvalOf(at)).toMatchObject({ status, decidedBy: ['dana'] });
      return at.table.items();
    });
});
