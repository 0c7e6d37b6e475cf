import { answer } from '../../../handlers/operator/answer';
import { putJournal } from '../../../incidents/items';
import { policyOn } from '../../../incidents/policy';
import { readIncident } from '../../../incidents/read';
import { revise } from '../../../incidents/request';
import { brokenPromises } from '../../support/promises';
import { plan, TARGET } from '../../support/record-fixtures';
import { admitted, contained, partly, recordOf, waiting } from '../../support/record-steps';
import { auditOf, HUB, openDesk, userArn } from './desk';

const approve = { revision: 1, vote: 'approve', reason: 'seen in the logs' } as const;
const RUN = {
  playbook: 'isolate-instance',
  target: { accountId: '222222222222', region: 'eu-west-1', id: 'i-0123456789abcdef0' },
  reason: 'It beacons to a known address',
} as const;

describe('a decision', () => {
  it('counts as one from Slack does, and says which door it came through', async () => {
    const desk = openDesk();
    const id = await waiting(desk.store, { risk: 'disruptive' });
    const first = await desk.say('lee', 'POST', `/incidents/${id}/decision`, approve);
    expect([first.statusCode, first.said]).toEqual([200, { kind: 'voted', approvals: 1, needed: 2 }]);
    const cli = { headers: { 'x-cordon-door': 'cli' } };
    const second = await desk.say('kim', 'POST', `/incidents/${id}/decision`, approve, cli);
    expect(second.said).toEqual({ kind: 'decided', status: 'APPROVED' });
    const { votes, approval } = await recordOf(desk.store, id);
    expect(votes.map(({ personId, door }) => [personId, door])).toEqual([
      ['kim', 'cli'],
      ['lee', 'operator'],
    ]);
    expect(approval).toMatchObject({ status: 'APPROVED', decidedBy: ['lee', 'kim'] });
    expect(brokenPromises(desk.table.items())).toEqual([]);
  });

  it.each([
    ['of somebody who may not', 'max', approve, 403, 'not-eligible', undefined],
    ['about a plan that changed since', 'lee', { ...approve, revision: 2 }, 409, 'old-revision', undefined],
    ['to deny without a reason', 'lee', { revision: 1, vote: 'deny' }, 400, 'bad-input', 'reason'],
    ['that is neither yes nor no', 'lee', { revision: 1, vote: 'maybe' }, 400, 'bad-input', 'vote'],
    ['about no revision', 'lee', { vote: 'approve' }, 400, 'bad-input', 'revision'],
    ['with more than was asked for', 'lee', { ...approve, digest: 'x' }, 400, 'bad-input', 'digest'],
  ])('%s is refused, with the field and a sentence', async (_what, who, body, status, code, field) => {
    const desk = openDesk();
    const id = await waiting(desk.store);
    const { statusCode, said } = await desk.say(who, 'POST', `/incidents/${id}/decision`, body);
    expect([statusCode, said.error.code, said.error.field]).toEqual([status, code, field]);
    expect(said.error.message.length).toBeGreaterThan(10);
    expect((await recordOf(desk.store, id)).votes).toEqual([]);
  });

  it('of somebody who may not leaves a row, and says whom to ask', async () => {
    const desk = openDesk();
    const id = await waiting(desk.store);
    const { said } = await desk.say('max', 'POST', `/incidents/${id}/decision`, approve);
    expect(said.error.message).toBe('Max is not in responders. Ask Dana, Lee, Kim.');
    expect((await auditOf(desk, id)).at(-1)).toMatchObject({ event: 'vote.refused', actor: 'max' });
  });

  it('about something that cannot be taken back needs a reason and the last four characters of the target', async () => {
    const desk = openDesk();
    const id = await waiting(desk.store, { risk: 'destructive' });
    const path = `/incidents/${id}/decision`;
    const untyped = await desk.say('dana', 'POST', path, approve);
    expect([untyped.statusCode, untyped.said.error.field]).toEqual([400, 'typed']);
    expect(untyped.said.error.message).toContain(TARGET.id);
    const wrong = await desk.say('dana', 'POST', path, { ...approve, typed: 'xxxx' });
    expect(wrong.said.error.field).toBe('typed');
    const typed = TARGET.id.slice(-4);
    const silent = await desk.say('dana', 'POST', path, { ...approve, reason: '', typed });
    expect(silent.said.error.field).toBe('reason');
    expect((await desk.say('dana', 'POST', path, { ...approve, typed })).said).toMatchObject({ kind: 'voted' });
    const denied = await desk.say('noor', 'POST', path, { revision: 1, vote: 'deny', reason: 'a drill' });
    expect(denied.said).toEqual({ kind: 'decided', status: 'DENIED' });
  });

  it('about a revision that is only made while it is on its way is never a word on what cannot be taken back', async () => {
    const desk = openDesk();
    const id = await waiting(desk.store);
    const { port } = desk.store;
    let reads = 0;
    const late = {
      ...port,
      list: async (pk: string, prefix?: string) => {
        const items = await port.list(pk, prefix);
        reads += 1;
        if (reads === 1) {
          const worse = plan({ risk: 'destructive' });
          const { meta, findings } = await recordOf(desk.store, id);
          const policy = policyOn(desk.store.settings, meta, findings, worse);
          await revise(desk.store, id, { plan: worse, policy, because: 'the key is used elsewhere' });
        }
        return items;
      },
    };
    const store = { ...desk.store, port: late };
    const { statusCode, body } = await answer(
      { ...desk.app, store },
      {
        method: 'POST',
        path: `/incidents/${id}/decision`,
        query: {},
        headers: {},
        body: JSON.stringify({ ...approve, revision: 2 }),
        base64: false,
        caller: { accountId: HUB, userArn: userArn('dana'), userId: 'AIDADANA' },
      },
    );
    expect([statusCode, JSON.parse(body).error.code]).toEqual([409, 'old-revision']);
    expect((await recordOf(desk.store, id)).votes).toEqual([]);
  });

  it('after the deadline, or a second time by somebody else, is a conflict', async () => {
    const desk = openDesk();
    const id = await waiting(desk.store);
    const path = `/incidents/${id}/decision`;
    expect((await desk.say('lee', 'POST', path, approve)).statusCode).toBe(200);
    const late = await desk.say('kim', 'POST', path, { revision: 1, vote: 'deny', reason: 'too late' });
    expect([late.statusCode, late.said.error]).toMatchObject([409, { code: 'already-decided' }]);
    const other = openDesk();
    const waits = await waiting(other.store);
    other.time.forward(31);
    const expired = await other.say('lee', 'POST', `/incidents/${waits}/decision`, approve);
    expect([expired.statusCode, expired.said.error.code]).toEqual([409, 'expired']);
  });
});

describe('what people ask for afterwards', () => {
  it('undo opens an incident of its own, in which the one who asked has no vote', async () => {
    const desk = openDesk();
    const id = await contained(desk.store);
    const picked = { reason: 'a false positive', acceptDrift: ['quarantine-interfaces/eni-1'] };
    const beforehand = await desk.say('kim', 'POST', `/incidents/${id}/undo`, picked);
    expect([beforehand.statusCode, beforehand.said.error.code]).toEqual([409, 'not-possible']);
    const row = (await recordOf(desk.store, id)).journal.find(({ step }) => step === 'quarantine-interfaces');
    const drift = [{ field: 'eni-1', leftAs: 'sg-quarantine', foundAs: 'sg-9' }];
    const undone = { status: 'drifted', detail: 'changed since', drift, at: desk.store.now().toISOString() } as const;
    if (row) await desk.store.port.write([putJournal(id, { ...row, undo: undone })]);
    const { statusCode, said } = await desk.say('kim', 'POST', `/incidents/${id}/undo`, picked);
    expect([statusCode, said]).toEqual([200, { incidentId: `${id}-u1` }]);
    expect((await recordOf(desk.store, `${id}-u1`)).meta).toMatchObject({
      stage: 'claimed',
      origin: { by: 'person', personId: 'kim', door: 'operator' },
      acceptDrift: ['quarantine-interfaces/eni-1'],
    });
    const again = await desk.say('lee', 'POST', `/incidents/${id}/undo`, { reason: 'me too' });
    expect([again.statusCode, again.said.error.code]).toEqual([409, 'busy']);
  });

  it('retry and keep take what Slack takes', async () => {
    const desk = openDesk();
    const id = await partly(desk.store);
    expect((await desk.say('max', 'POST', `/incidents/${id}/retry`, { reason: 'let me' })).statusCode).toBe(403);
    expect((await auditOf(desk, id)).at(-1)).toMatchObject({ event: 'vote.refused', actor: 'max' });
    expect((await desk.say('kim', 'POST', `/incidents/${id}/keep`, { reason: 'good enough' })).said).toEqual({
      kind: 'kept',
    });
    const next = await desk.say('lee', 'POST', `/incidents/${id}/retry`, { reason: 'the right is there now' });
    expect(next.said).toEqual({ incidentId: id.replace(/-1$/, '-2') });
  });

  it.each(['retry', 'undo', 'keep'])('%s needs a reason, and an incident that there is', async (what) => {
    const desk = openDesk();
    const id = await partly(desk.store);
    const silent = await desk.say('kim', 'POST', `/incidents/${id}/${what}`, { reason: ' ' });
    expect([silent.statusCode, silent.said.error.field]).toEqual([400, 'reason']);
    const nowhere = await desk.say('kim', 'POST', `/incidents/inc-nothere-1/${what}`, { reason: 'a false positive' });
    expect([nowhere.statusCode, nowhere.said.error.code]).toEqual([404, 'unknown-incident']);
  });
});

describe('a run by hand', () => {
  it('claims an incident for the run to take up, and names who asked', async () => {
    const desk = openDesk();
    const { statusCode, said } = await desk.say('lee', 'POST', '/runs', RUN);
    expect(statusCode).toBe(201);
    const record = await recordOf(desk.store, said.incidentId);
    expect(record.meta).toMatchObject({
      stage: 'claimed',
      startBy: desk.time.now().toISOString(),
      origin: { by: 'person', personId: 'lee', door: 'operator' },
      reason: RUN.reason,
    });
    expect(record.meta.executionArn).toBeUndefined();
    expect((await auditOf(desk, said.incidentId))[0]).toMatchObject({ event: 'incident.opened', actor: 'lee' });
    expect(brokenPromises(desk.table.items())).toEqual([]);
  });

  it('on a target that has an open incident is a conflict that names it', async () => {
    const desk = openDesk();
    const id = await admitted(desk.store);
    const target = { accountId: TARGET.accountId, region: TARGET.region, id: TARGET.id };
    const { statusCode, said } = await desk.say('lee', 'POST', '/runs', { ...RUN, target });
    expect([statusCode, said.error.code]).toEqual([409, 'busy']);
    expect(said.error.message).toContain(id);
  });

  it.each([
    ['no reason', { reason: undefined }, 'reason'],
    ['a reason of nothing but spaces', { reason: '    ' }, 'reason'],
    ['no target', { target: undefined }, 'target'],
    ['no id', { target: { accountId: '222222222222', region: 'eu-west-1' } }, 'target.id'],
    ['an id that is none', { target: { ...RUN.target, id: 'web-1' } }, 'target.id'],
    ['an account that is none', { target: { ...RUN.target, accountId: '2' } }, 'target.accountId'],
    ['a Region that is none', { target: { ...RUN.target, region: 'Ireland' } }, 'target.region'],
    [
      'a target of another kind',
      { target: { kind: 'iam-user', accountId: '222222222222', region: 'global', id: 'AIDACKCEVSQ6C2EXAMPLE' } },
      'target.kind',
    ],
    ['a playbook that only looks', { playbook: 'review-finding' }, 'playbook'],
    ['a mode', { mode: 'live' }, 'mode'],
  ])('with %s is refused, and the field is named', async (_what, change, field) => {
    const desk = openDesk();
    const { statusCode, said } = await desk.say('lee', 'POST', '/runs', { ...RUN, ...change });
    expect([statusCode, said.error.field]).toEqual([400, field]);
    expect(said.error.message).not.toMatch(/undefined|Invalid input/);
    expect(desk.table.items()).toEqual([]);
  });

  it('of a playbook that there is not is refused', async () => {
    const { statusCode, said } = await openDesk().say('lee', 'POST', '/runs', {
      ...RUN,
      playbook: 'delete-everything',
    });
    expect([statusCode, said.error.code, said.error.field]).toEqual([404, 'unknown-playbook', 'playbook']);
  });
});

describe('the kill switch', () => {
  it('is thrown by those who answer for responses, under their name', async () => {
    const desk = openDesk();
    const { said } = await desk.say('noor', 'POST', '/pause', { paused: true, reason: 'an outage of our own' });
    expect(said).toEqual({
      paused: true,
      reason: 'an outage of our own',
      by: 'noor',
      at: desk.time.now().toISOString(),
    });
    expect((await desk.say('max', 'GET', '/pause')).said).toEqual(said);
    expect((await auditOf(desk, 'control')).at(-1)?.text).toBe('All changes are paused, by Noor: an outage of our own');
    expect((await desk.say('dana', 'POST', '/pause', { paused: false, reason: 'it is over' })).said.paused).toBe(false);
  });

  it.each([
    ['by somebody else', 'max', { paused: true, reason: 'for fun' }, 403, undefined],
    ['without a reason', 'dana', { paused: true }, 400, 'reason'],
    ['neither way', 'dana', { paused: 'yes', reason: 'an outage' }, 400, 'paused'],
  ])('is not thrown %s', async (_how, who, body, status, field) => {
    const desk = openDesk();
    const { statusCode, said } = await desk.say(who, 'POST', '/pause', body);
    expect([statusCode, said.error.field]).toEqual([status, field]);
    expect(desk.table.items().filter(({ sk }) => sk === 'PAUSE')).toEqual([]);
  });
});

describe('the record', () => {
  it('stays as it was when the input was wrong', async () => {
    const desk = openDesk();
    const id = await waiting(desk.store);
    const before = await readIncident(desk.store, id);
    await desk.say('lee', 'POST', `/incidents/${id}/decision`, undefined, { body: '{"revision": 1,' });
    expect(await readIncident(desk.store, id)).toEqual(before);
  });
});
