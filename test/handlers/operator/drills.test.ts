import { admit } from '../../../incidents/admit';
import { registeredDrill } from '../../../incidents/drills';
import { policyOn } from '../../../incidents/policy';
import { readIncident } from '../../../incidents/read';
import { requestApproval } from '../../../incidents/request';
import { markStarted } from '../../../incidents/start';
import { EXECUTION, finding, plan } from '../../support/record-fixtures';
import { auditOf, openDesk } from './desk';

const ID = 'drill-3f0c8a52-1d0e-4a55-9a6f-3a6a2f9b7c11';
const KEY = ['AKIA', 'TESTTESTTESTTEST'].join('');
const TARGET = { kind: 'iam-user', accountId: '222222222222', region: 'global', id: 'AIDATHROWAWAY00000001' } as const;
const BODY = { id: ID, target: TARGET, accessKeyId: KEY };
const full = (...accounts: string[]) => ({ drills: { channel: 'C0DRILLS', full: { accounts } } });

const open = (change: Record<string, unknown> = full('222222222222', '444444444444')) => {
  const published: object[] = [];
  const desk = openDesk({ drill: async (payload) => void published.push(payload) }, change);
  const start = (body: object = BODY, who = 'dana') => desk.say(who, 'POST', '/drills', body);
  return { desk, published, start };
};

describe('a full drill through the operator API', () => {
  it('is put on record, then published, and says which incident it becomes', async () => {
    const { desk, published, start } = open();
    const { statusCode, said } = await start();
    expect([statusCode, said]).toEqual([201, { incidentId: expect.stringMatching(/^inc-[a-z2-7]{10}-1$/) }]);
    expect(published).toEqual([{ full: BODY }]);
    expect((await auditOf(desk, 'control')).at(-1)).toMatchObject({ event: 'drill.started', actor: 'dana' });
    expect((await start()).said.error.message).toContain('was started already');
  });

  it.each([
    ['by nobody who answers for nothing', BODY, 'max', full('222222222222'), 403, 'may start a drill'],
    ['not where no account is listed', BODY, 'dana', {}, 409, 'listed now: none'],
    ['not in another account', BODY, 'dana', full('333333333333'), 409, '222222222222 is no account for full drills'],
    [
      'not in dry run',
      { ...BODY, target: { ...TARGET, accountId: '444444444444' } },
      'dana',
      full('444444444444'),
      409,
      'is in dry run',
    ],
    [
      'not on a finding',
      { ...BODY, target: { ...TARGET, kind: 'finding', region: 'eu-west-1' } },
      'dana',
      full('222222222222'),
      400,
      'ec2-instance or iam-user',
    ],
    [
      'not in a Region that nobody watches',
      {
        id: ID,
        target: { kind: 'ec2-instance', accountId: '222222222222', region: 'us-west-2', id: 'i-0123456789abcdef0' },
      },
      'dana',
      full('222222222222'),
      400,
      'eu-west-1',
    ],
    [
      'not without the key of a user',
      { id: ID, target: TARGET },
      'dana',
      full('222222222222'),
      400,
      'accessKeyId is missing',
    ],
    ['not under a chosen id', { ...BODY, id: 'drill-1' }, 'dana', full('222222222222'), 400, 'random UUID'],
    [
      'not on something that is no target',
      { ...BODY, target: { kind: 'iam-user' } },
      'dana',
      full('222222222222'),
      400,
      'target.accountId',
    ],
  ])('is started %s', async (_, body, who, change, status, words) => {
    const { published, start } = open(change);
    const { statusCode, said } = await start(body, who);
    expect([statusCode, said.error.message]).toEqual([status, expect.stringContaining(words)]);
    expect(published).toEqual([]);
  });

  it('may be where the setup says', async () => {
    expect((await open().desk.say('dana', 'GET', '/setup')).said.fullDrills).toEqual(['222222222222', '444444444444']);
  });
});

describe('the request of a full drill', () => {
  const { id, version, locks } = { id: 'contain-access-key', version: 1, locks: true };

  /** A drill, or a case like any other, that waits for its decision. */
  const waiting = async (full: boolean) => {
    const { desk, start } = open();
    const { store } = desk;
    if (full) await start();
    const drill = full ? await registeredDrill(store, ID, TARGET) : undefined;
    const arrival = { finding: finding({ id: ID }), playbook: { id, version, locks }, target: TARGET };
    const receivedAt = store.now().toISOString();
    const { incidentId } = await admit(store, { ...arrival, receivedAt, ...(drill ? { full: drill } : {}) });
    await markStarted(store, incidentId, EXECUTION);
    const record = await readIncident(store, incidentId);
    if (!record) throw new Error('it is missing');
    const made = plan({ mode: 'live' });
    const policy = policyOn(store.settings, record.meta, record.findings, made);
    await requestApproval(store, incidentId, { plan: made, policy, executionArn: EXECUTION });
    const end = (who = 'dana') => desk.say(who, 'POST', `/incidents/${incidentId}/end-drill`, {});
    const status = async () => (await readIncident(store, incidentId))?.approval?.status;
    return { desk, incidentId, end, status };
  };

  it('is taken back when whoever ran it stops, once, under their name', async () => {
    const { desk, incidentId, end, status } = await waiting(true);
    expect((await end()).said).toEqual({ kind: 'withdrawn' });
    expect(await status()).toBe('WITHDRAWN');
    expect((await auditOf(desk, incidentId)).at(-1)).toMatchObject({
      event: 'approval.withdrawn',
      text: 'The request is withdrawn: Dana ended the drill before its end. Nothing was changed.',
    });
    expect((await end()).said.error.code).toBe('nothing-to-decide');
  });

  it('is taken back by nobody who answers for nothing', async () => {
    const { end, status } = await waiting(true);
    expect((await end('max')).statusCode).toBe(403);
    expect(await status()).toBe('PENDING');
  });

  it('is the only one that can be taken back so', async () => {
    const { end, status } = await waiting(false);
    const { statusCode, said } = await end();
    expect([statusCode, said.error.code]).toEqual([409, 'no-drill']);
    expect(await status()).toBe('PENDING');
  });
});
