import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROUTES } from '../../../handlers/operator/routes';
import { auditOf, openDesk } from './desk';

const page = readFileSync(join(__dirname, '../../../docs/operators.md'), 'utf8');

describe('what concerns every response', () => {
  it.each<readonly [string, object, string]>([
    ['/pause', { paused: true, reason: 'for fun' }, 'pause or resume changes'],
    ['/redrive', { queue: 'urgent', reason: 'for fun' }, 'put parked messages back'],
    ['/tests', { channel: 'urgent' }, 'send a test message'],
    [
      '/drills',
      {
        id: 'drill-3f0c8a52-1d0e-4a55-9a6f-3a6a2f9b7c11',
        target: { kind: 'ec2-instance', accountId: '222222222222', region: 'eu-west-1', id: 'i-0123456789abcdef0' },
      },
      'start a drill',
    ],
  ])('is refused to others with a row that says so: POST %s', async (path, body, toDo) => {
    const desk = openDesk();
    const { statusCode, said } = await desk.say('max', 'POST', path, body);
    expect([statusCode, said.error.code]).toEqual([403, 'not-eligible']);
    expect(await auditOf(desk, 'control')).toMatchObject([
      {
        event: 'act.refused',
        actor: 'max',
        text: expect.stringMatching(`^Max tried to ${toDo} and was refused: “Only `),
      },
    ]);
  });
});

describe('docs/operators.md', () => {
  it('tells every route, and none that there is not', () => {
    const told = [...page.matchAll(/`(GET|POST) (\/[a-z{}/-]+)/g)].map(([, method, path]) => `${method} ${path}`);
    expect([...new Set(told)].sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
  });
});
