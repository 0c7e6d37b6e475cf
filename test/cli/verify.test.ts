import { notClicked, notPosted, refusedBySlack } from '../../cli/verify-cures';
import type { SlackTestView } from '../../incidents/views';
import { hubForTests, type } from './fake-hub';

const hub = hubForTests();

const ASKED: SlackTestView = { n: 3, channel: 'C0URGENT', askedBy: 'Dana', askedAt: '2026-11-23T12:00:00.000Z' };
const SHOWN = { ...ASKED, shownAt: '2026-11-23T12:00:01.200Z' };
const CLICKED: SlackTestView = {
  ...SHOWN,
  clicked: { who: 'Lee', at: '2026-11-23T12:00:09.000Z', recordedAt: '2026-11-23T12:00:09.300Z', way: 'signed' },
};
/** The hub answers each look with the next of these, and then with the last. */
const looks = (...views: readonly SlackTestView[]): void => {
  let at = 0;
  hub.script = ({ method, path }) => {
    if (path !== '/tests') return undefined;
    if (method === 'POST') return { status: 201, body: ASKED };
    at += 1;
    return { body: views[at - 1] ?? views.at(-1) };
  };
};

describe('cordon verify', () => {
  it('says who clicked, that the signature was verified, and how long message and click took', async () => {
    looks(SHOWN, CLICKED);
    const { code, out, said } = await type('verify');
    expect(code).toBe(0);
    expect(said).toContain('The message stands in C0URGENT, 1.2 s after it was asked for');
    expect(out).toContain('Lee clicked; Slack’s signature was verified, and Cordon knows Lee');
    expect(out).toContain('Message: 1.2 s until it stood. Click: 0.3 s until it was on record. Nothing was changed.');
  });

  it('says what a connection that Cordon opened proves instead', async () => {
    looks({ ...CLICKED, clicked: { ...(CLICKED.clicked ?? { who: '', at: '', recordedAt: '' }), way: 'socket' } });
    expect((await type('verify')).out).toContain('Socket Mode');
  });

  it('ends at once when Slack refuses the message, with the cure', async () => {
    looks({ ...ASKED, problem: 'not_in_channel' });
    const { code, out } = await type('verify', '--timeout', '3600');
    expect(code).toBe(5);
    expect(out).toContain('Slack does not take the message for C0URGENT: not_in_channel');
    expect(out).toContain('/invite @Cordon');
  });

  it('waits on after a click that was turned away, and names the cure at the end', async () => {
    looks({ ...SHOWN, refused: { who: 'slack:U0X', text: 'You are not in the table of people.' } });
    const { code, out, said } = await type('verify', '--timeout', '5', '--json');
    expect(code).toBe(5);
    expect(said).toContain('! slack:U0X clicked and was turned away: You are not in the table of people.');
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      n: 3,
      cure: [expect.stringContaining('people in the configuration')],
    });
  });

  it('stops when somebody else’s test took the place of this one', async () => {
    looks({ ...ASKED, n: 4, askedBy: 'Eli' });
    const { code, said } = await type('verify');
    expect(code).toBe(3);
    expect(said).toContain('Eli asked for another test meanwhile');
  });

  it.each(['0', '4', 'soon', '3601', '1.5'])('takes no %s as a time, and asks nobody', async (timeout) => {
    hub.asked.length = 0;
    const { code, said } = await type('verify', '--timeout', timeout);
    expect([code, hub.asked]).toEqual([2, []]);
    expect(said).toContain('--timeout');
  });
});

describe('what to do about it', () => {
  const cureOf = (problem?: string) => notPosted({ ...ASKED, ...(problem ? { problem } : {}) }, 60).cure.join(' ');
  it.each([
    ['channel_not_found', 'slack.channels'],
    ['is_archived', 'another channel'],
    ['channel_is_shared', 'another organisation'],
    ['missing_scope', 'manifest'],
    ['invalid_auth', 'bot token'],
    ['account_inactive', 'install it again'],
    ['token_revoked', 'install the app again'],
    ['restricted_action', 'workspace'],
    ['something_new', 'Look the word up'],
    ['not reached', 'slack-status'],
    ['', 'cordon-slack-post'],
  ])('%s is cured by what says %s', (problem, words) => expect(cureOf(problem)).toContain(words));

  it.each(['not reached', 'no answer', 'ratelimited', 'status 503', 'internal_error'])(
    '%s may pass, so it waits',
    (problem) => expect(refusedBySlack({ ...ASKED, problem })).toBe(false),
  );

  it('names Slack’s address, the signing secret and Socket Mode when no click comes', () => {
    const { cure } = notClicked(SHOWN, 60);
    expect(cure.join(' ')).toMatch(/Request URL.*SlackUrl.*signing secret.*Socket Mode/);
  });
});
