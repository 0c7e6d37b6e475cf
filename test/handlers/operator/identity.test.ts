import { identify } from '../../../handlers/operator/identity';
import { settings } from '../../support/record-fixtures';
import { waiting } from '../../support/record-steps';
import { auditOf, HUB, openDesk, userArn } from './desk';

const person = (id: string, knownAs: readonly string[], email?: string) => ({
  id,
  name: id,
  slack: `U0${id.toUpperCase()}`,
  knownAs,
  ...(email ? { email } : {}),
});
const people = [
  person('dana', [userArn('dana'), 'dana-dev'], 'Dana@Example.com'),
  person('eli', ['AIDAELIELIELIELIELI1']),
  person('noor', ['sso:noor.k', 'ops/noor']),
  person('ash', [userArn('team')]),
  person('kim', [userArn('team')]),
];
const known = settings({ people });
const sso = (session: string): string =>
  `arn:aws:sts::${HUB}:assumed-role/AWSReservedSSO_Responder_0123456789abcdef/${session}`;
const who = (userArnGiven: string, more: object = {}) => {
  const found = identify(known, { accountId: HUB, userArn: userArnGiven, userId: 'AIDASOMEBODYELSE0001', ...more });
  return found.ok ? found.person.id : found.code;
};

describe('who signs', () => {
  it.each([
    ['an IAM user by its exact ARN', userArn('dana'), {}, 'dana'],
    [
      'an IAM user by its unique id, wherever its path is',
      userArn('ops/somebody'),
      { userId: 'AIDAELIELIELIELIELI1' },
      'eli',
    ],
    ['an Identity Center session by the e-mail, in any case', sso('dana@example.com'), {}, 'dana'],
    ['an Identity Center session by its name', sso('noor.k'), {}, 'noor'],
  ])('is %s', (_how, arn, more, id) => {
    expect(who(arn, more)).toBe(id);
  });

  it.each([
    [
      'a user of the same name in another account',
      'arn:aws:iam::222222222222:user/dana',
      { accountId: '222222222222' },
      'other-account',
    ],
    [
      'an ARN of another account that claims to be of this one',
      'arn:aws:iam::222222222222:user/dana',
      {},
      'other-account',
    ],
    ['another case of the ARN', userArn('Dana'), {}, 'unknown-person'],
    ['a user whose name alone is known', userArn('dana-dev'), {}, 'unknown-person'],
    ['an ARN that only begins like a known one', userArn('dana2'), {}, 'unknown-person'],
    ['a user with the id of nobody', userArn('nobody'), { userId: '' }, 'unknown-person'],
    ['a user who is two people', userArn('team'), {}, 'unknown-person'],
    ['an Identity Center user whom nobody added', sso('mallory@example.com'), {}, 'unknown-person'],
    [
      'a session whose name is an e-mail of ours, under a role of their own',
      `arn:aws:sts::${HUB}:assumed-role/Admin/dana@example.com`,
      {},
      'chosen-name',
    ],
    [
      'a role that is named almost like Identity Center’s',
      `arn:aws:sts::${HUB}:assumed-role/AWSReservedSSO_Responder_0123/dana@example.com`,
      {},
      'chosen-name',
    ],
    ['a federated user', `arn:aws:sts::${HUB}:federated-user/dana`, {}, 'chosen-name'],
    ['the root user', `arn:aws:iam::${HUB}:root`, {}, 'root'],
    ['a role', `arn:aws:iam::${HUB}:role/cordon-hub-operator`, {}, 'chosen-name'],
    ['no ARN', '', {}, 'no-identity'],
    ['something that is no ARN', 'dana', {}, 'no-identity'],
  ])('is not %s', (_what, arn, more, code) => {
    expect(who(arn, more)).toBe(code);
  });

  it('is nobody when AWS says nothing at all', () => {
    expect(identify(known, undefined)).toMatchObject({ ok: false, code: 'no-identity' });
  });
});

describe('a caller whom nobody knows', () => {
  const stranger = { accountId: HUB, userArn: userArn('visitor'), userId: 'AIDAVISITORVISITOR01' };

  it('reads nothing and changes nothing, and is told what to do', async () => {
    const desk = openDesk();
    const id = await waiting(desk.store);
    for (const [method, path] of [
      ['GET', '/setup'],
      ['GET', '/incidents'],
      ['GET', `/incidents/${id}`],
      ['POST', '/runs'],
      ['POST', '/pause'],
    ] as const) {
      const { statusCode, said } = await desk.say('visitor', method, path, {}, { caller: stranger });
      expect(statusCode).toBe(403);
      expect(said.error).toMatchObject({
        code: 'unknown-person',
        message: expect.stringContaining('Ask an administrator'),
      });
    }
    expect(desk.asked).toEqual([]);
  });

  it('leaves a row in the trail of the incident that it tried to act on', async () => {
    const desk = openDesk();
    const id = await waiting(desk.store);
    const before = (await auditOf(desk, id)).length;
    await desk.say(
      'visitor',
      'POST',
      `/incidents/${id}/decision`,
      { revision: 1, vote: 'approve' },
      { caller: stranger },
    );
    const rows = await auditOf(desk, id);
    expect(rows).toHaveLength(before + 1);
    expect(rows.at(-1)).toMatchObject({
      event: 'vote.refused',
      actor: `aws:${userArn('visitor')}`,
      text: expect.stringMatching(
        /visitor tried to act through the operator API and was refused: “Cordon’s table of people/,
      ),
    });
  });

  it.each(['/incidents/inc-nothere-1/keep', '/runs', '/previews', '/pause', '/redrive', '/drills', '/tests'])(
    'leaves a row in the hub’s own chain, and nothing else, when it tries POST %s',
    async (path) => {
      const desk = openDesk();
      expect((await desk.say('visitor', 'POST', path, {}, { caller: stranger })).statusCode).toBe(403);
      expect(await auditOf(desk, 'control')).toMatchObject([
        { event: 'vote.refused', actor: `aws:${userArn('visitor')}` },
      ]);
      expect(desk.table.items().filter(({ pk }) => !/^INCIDENT#(log|refused)#control$/.test(pk))).toEqual([]);
    },
  );

  it('leaves no row when it only tries to look', async () => {
    const desk = openDesk();
    expect((await desk.say('visitor', 'GET', '/setup', undefined, { caller: stranger })).statusCode).toBe(403);
    expect(desk.table.items()).toEqual([]);
  });
});
