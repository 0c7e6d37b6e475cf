import type { Made, ThrowAway } from '../../adapters/throw-away';
import { hubForTests, type } from './fake-hub';

const ACCOUNT = '222222222222';
const mockUser: { make: (keep: (made: Made) => void) => Promise<ThrowAway> } = {
  make: () => Promise.reject(new Error('not told what to make')),
};
jest.mock('../../adapters/throw-away', () => ({
  ...jest.requireActual('../../adapters/throw-away'),
  openMember: async () => ({ accountId: '222222222222', region: 'eu-west-1', local: true }),
}));
jest.mock('../../adapters/throw-away-user', () => ({
  makeUser: (_member: unknown, _drillId: string, keep: (made: Made) => void) => mockUser.make(keep),
}));

const hub = hubForTests();
const OPENED = 'inc-drilldrill-1';
const DRILL = ['drill', '--account', ACCOUNT, '--only', 'user', '--yes'];

const setup = {
  fullDrills: [ACCOUNT],
  accounts: [{ id: ACCOUNT, name: 'staging', environment: 'staging', live: true }],
  hub: { accountId: '111111111111', region: 'eu-west-1' },
};
/** What the hub says of the drill once it was started; then nobody answers. */
const asking = (incident: object = { stage: 'waiting', request: { status: 'PENDING', policy: { needed: 1 } } }) => {
  hub.script = ({ method, path }) => {
    if (path === '/setup') return { body: setup };
    if (method === 'POST' && path === '/drills') return { status: 201, body: { incidentId: OPENED } };
    if (path.endsWith('/end-drill')) return { body: { kind: 'withdrawn' } };
    return { body: { incidentId: OPENED, audit: [], approvers: ['Eli'], sentence: 'It waits.', ...incident } };
  };
};

let removed: string[];
const thing = (what: string, problem?: string): Made => ({
  what,
  commands: () => [`aws iam delete-user --user-name ${what}`],
  remove: async () => {
    if (problem) throw new Error(problem);
    removed.push(what);
  },
});
const making = (...things: readonly Made[]) => {
  mockUser.make = async (keep) => {
    for (const one of things) keep(one);
    const seen = async () => ({ contained: false, asBefore: true, words: 'as it was made' });
    const target = { kind: 'iam-user', accountId: ACCOUNT, region: 'global', id: 'AIDATHROWAWAY00000001' } as const;
    return { kind: 'user', target, seen };
  };
};
const withdrawn = () => hub.asked.filter(({ path }) => path.endsWith('/end-drill')).map(({ path }) => path);

beforeEach(() => {
  removed = [];
  asking();
});

describe('a drill that does not come to its end', () => {
  it('names what could not be removed, why, and the commands that do it by hand, and removes the rest', async () => {
    making(thing('first'), thing('second', 'AccessDenied: iam:DeleteUser'), thing('third'));
    asking({ stage: 'closed', outcome: 'denied', outcomeDetail: 'Denied: not today.' });
    const { code, out, said } = await type(...DRILL);
    expect(code).toBe(5);
    expect(removed).toEqual(['third', 'first']);
    expect(said).toContain('✕ not removed: second: AccessDenied: iam:DeleteUser');
    expect(out).toContain('ended as denied, not as contained');
    expect(out).toMatch(/Still there: second\. Remove it with:\s+aws iam delete-user --user-name second/);
    expect(out).toContain('Not everything is gone: see above.');
  });

  it('says as much to machines', async () => {
    making(thing('only', 'AccessDenied'));
    asking({ stage: 'closed', outcome: 'denied', outcomeDetail: 'Denied: not today.' });
    const { code, out } = await type(...DRILL, '--json');
    expect([code, JSON.parse(out)]).toEqual([
      5,
      {
        ok: false,
        drills: [],
        problems: [expect.stringContaining('ended as denied')],
        removed: [{ what: 'only', left: { problem: 'AccessDenied', commands: [expect.stringContaining('only')] } }],
      },
    ]);
  });

  it('takes its open request back and removes what was made when somebody stops it', async () => {
    making(thing('only'));
    const script = hub.script;
    let stopped = false;
    hub.script = (asked) => {
      if (asked.path === `/incidents/${OPENED}` && !stopped) {
        stopped = true;
        process.emit('SIGINT');
      }
      return script(asked);
    };
    const { code, out, said } = await type(...DRILL);
    expect(code).toBe(5);
    expect(withdrawn()).toEqual([`/incidents/${OPENED}/end-drill`]);
    expect(said).toContain(`its open request is withdrawn: ${OPENED}`);
    expect(out).toContain('Stopped before the end.');
    expect(out).toContain('Everything that was made is gone again.');
    expect(removed).toEqual(['only']);
  });

  it('takes it back when nobody decided in time', async () => {
    making(thing('only'));
    const { code, out } = await type(...DRILL, '--timeout', '0.02');
    expect([code, withdrawn()]).toEqual([5, [`/incidents/${OPENED}/end-drill`]]);
    expect(out).toContain('Nobody had brought it to its end within 0.02 minutes');
  });

  it('says where to look when the hub does not answer that', async () => {
    making(thing('only'));
    const script = hub.script;
    hub.script = (asked) =>
      asked.path.endsWith('/end-drill')
        ? { status: 500, body: { error: { code: 'fault', message: 'x' } } }
        : script(asked);
    const { said } = await type(...DRILL, '--timeout', '0.02');
    expect(said).toContain(`look with cordon show ${OPENED}`);
    expect(removed).toEqual(['only']);
  });
});

describe('a drill that may not begin', () => {
  it.each<readonly [string, object, string]>([
    ['the hub does not list the account', { ...setup, fullDrills: [] }, 'listed now: none'],
    ['the account is in dry run', { ...setup, accounts: [{ ...setup.accounts[0], live: false }] }, 'is in dry run'],
  ])('makes nothing when %s', async (_, body, words) => {
    hub.script = () => ({ body });
    const { code, said } = await type(...DRILL);
    expect([code, said]).toEqual([3, expect.stringContaining(words)]);
    expect(hub.asked.map(({ path }) => path)).toEqual(['/setup']);
  });
});
