import { extend, headOf } from '../../../incidents/chain';
import { catchUp } from '../../../incidents/copy';
import type { AuditRow } from '../../../incidents/model';
import { saveToken } from '../../../incidents/request';
import { keeperOn } from '../../support/keeper';
import { finding, TARGET } from '../../support/record-fixtures';
import { admitted, contained, partly, vote, waiting } from '../../support/record-steps';
import { openDesk } from './desk';

describe('what there is to choose from', () => {
  it('tells who asks, and of each playbook the form of its target', async () => {
    const { said } = await openDesk().say('dana', 'GET', '/setup');
    expect(said.me).toEqual({
      personId: 'dana',
      name: 'Dana',
      groups: ['responders', 'leads'],
      arn: 'arn:aws:iam::111111111111:user/dana',
    });
    expect(said.hub).toEqual({ accountId: '111111111111', region: 'eu-west-1' });
    const [isolate] = said.playbooks;
    expect(isolate).toMatchObject({ id: 'isolate-instance', byHand: true, targetKind: 'ec2-instance' });
    expect(isolate.target.properties.id).toMatchObject({ type: 'string', pattern: expect.stringContaining('i-') });
    const review = said.playbooks.find(({ id }: { id: string }) => id === 'review-finding');
    expect(review.byHand).toBe(false);
    expect(JSON.stringify(said.people)).not.toMatch(/U0LEE|example\.com|arn:/);
  });
});

describe('the list', () => {
  it('sums each incident up', async () => {
    const desk = openDesk();
    const id = await waiting(desk.store, { risk: 'disruptive' });
    await vote(desk.store, id, 'lee');
    const { said } = await desk.say('max', 'GET', '/incidents');
    expect(said.next).toBeUndefined();
    expect(said.incidents).toEqual([
      expect.objectContaining({
        incidentId: id,
        headline: `Isolate ${TARGET.id}`,
        account: { id: TARGET.accountId, name: 'staging', environment: 'staging' },
        stage: 'waiting',
        risk: 'disruptive',
        mode: 'live',
        findingType: finding().type,
        approval: { status: 'PENDING', revision: 1, approvals: 1, needed: 2, expiresAt: '2026-11-23T03:30:00.000Z' },
        openedBy: expect.stringContaining('GuardDuty: CryptoCurrency'),
        openedAt: desk.time.now().toISOString(),
      }),
    ]);
  });

  it('leaves closed ones out when asked for open ones', async () => {
    const desk = openDesk();
    await contained(desk.store);
    expect((await desk.say('max', 'GET', '/incidents?open=1')).said.incidents).toEqual([]);
    expect((await desk.say('max', 'GET', '/incidents?open=0')).said.incidents).toHaveLength(1);
    expect((await desk.say('max', 'GET', '/incidents?month=2026-10')).said.incidents).toEqual([]);
  });

  it.each([
    ['month', 'month=November'],
    ['open', 'open=yes'],
    ['before', 'before=yesterday'],
    ['limit', 'limit=0'],
    ['limit', 'limit=1000'],
  ])('names the %s that it cannot use', async (field, query) => {
    const { statusCode, said } = await openDesk().say('max', 'GET', `/incidents?${query}`);
    expect([statusCode, said.error.field]).toEqual([400, field]);
  });
});

describe('one incident', () => {
  it('is shown whole: sentence, request, votes, trail, and what this person may do', async () => {
    const desk = openDesk();
    const id = await waiting(desk.store, { risk: 'disruptive' });
    await vote(desk.store, id, 'lee');
    const forKim = (await desk.say('kim', 'GET', `/incidents/${id}`)).said;
    expect(forKim.sentence).toBe(
      'GuardDuty reported CryptoCurrency:EC2/BitcoinTool.B!DNS, severity 8.0 (High), on pay-api-3 in staging. 1 of 2 approvals so far; if nobody decides, it expires and nothing is changed.',
    );
    expect(forKim.may.decide).toEqual({ ok: true });
    expect(forKim.may.undo).toMatchObject({ ok: false, because: expect.stringContaining('still open') });
    expect(forKim.approvers).toEqual(['Dana', 'Lee', 'Kim']);
    expect(forKim.names).toEqual({ lee: 'Lee' });
    expect(forKim.chain).toEqual({ ok: true, rows: forKim.audit.length, kept: 0 });
    expect(forKim.votes).toHaveLength(1);
    expect(forKim.plan.digest).toBe(forKim.request.digest);
    const forMax = (await desk.say('max', 'GET', `/incidents/${id}`)).said;
    expect(forMax.may.decide).toEqual({ ok: false, because: 'Max is not in responders.', ask: ['Dana', 'Lee', 'Kim'] });
  });

  it('that is partly contained says who may retry, undo and keep it, and what was decided', async () => {
    const desk = openDesk();
    const id = await partly(desk.store);
    const { may } = (await desk.say('kim', 'GET', `/incidents/${id}`)).said;
    expect(may).toMatchObject({ decide: { ok: false }, retry: { ok: true }, undo: { ok: true }, keep: { ok: true } });
    const forMax = (await desk.say('max', 'GET', `/incidents/${id}`)).said.may;
    expect(forMax).toMatchObject({ retry: { ok: false }, keep: { ok: false } });
    await desk.say('kim', 'POST', `/incidents/${id}/keep`, { reason: 'good enough' });
    const kept = (await desk.say('kim', 'GET', `/incidents/${id}`)).said;
    expect(kept.may.keep).toEqual({ ok: false, because: 'Kim decided that already.', ask: [] });
    expect(kept.sentence).toMatch(
      /Ended as partly contained\. The tag failed\. Kim decided to leave it so: “good enough”/,
    );
  });

  it('says when its trail was tampered with, and gives the rows to check again', async () => {
    const desk = openDesk();
    const id = await waiting(desk.store);
    const [row] = desk.table.peek(({ pk, sk }) => pk === `INCIDENT#log#${id}` && sk.startsWith('ROW#'));
    if (!row) throw new Error('there is no trail');
    desk.table.force({ ...row, text: 'Nothing happened here.' });
    const { said } = await desk.say('kim', 'GET', `/incidents/${id}`);
    expect(said.chain).toEqual({ ok: false, problem: 'row 1 was changed' });
    const { rows } = (await desk.say('kim', 'GET', `/incidents/${id}/audit`)).said;
    expect(rows[0].text).toBe('Nothing happened here.');
  });

  it('says when its trail is whole and yet not what was kept of it', async () => {
    const desk = openDesk();
    const id = await waiting(desk.store);
    await catchUp(keeperOn(desk.store), id);
    const before = (await desk.say('kim', 'GET', `/incidents/${id}`)).said;
    expect(before.chain).toEqual({ ok: true, rows: before.audit.length, kept: before.audit.length });
    const texts = before.audit.map(({ event, actor }: AuditRow) => ({ event, actor, text: 'All is well.' }));
    for (const operation of extend(headOf(id, undefined), '2026-11-23T03:00:00.000Z', texts))
      if (operation.kind === 'put') desk.table.force(operation.item);
    const { said } = await desk.say('kim', 'GET', `/incidents/${id}`);
    expect(said.chain).toEqual({ ok: false, problem: 'row 1 is not what was kept of it when it was written' });
    const both = (await desk.say('kim', 'GET', `/incidents/${id}/audit`)).said;
    expect(both.rows[0].text).toBe('All is well.');
    expect(both.kept.rows).toEqual(before.audit);
  });

  it('holds no task token and nothing of Slack, whichever way it is asked for', async () => {
    const seen = { kind: 'seen', at: '2026-11-23T03:00:00.000Z', picture: { parts: [] }, facts: [] };
    const desk = openDesk({ investigate: async () => seen });
    const id = await waiting(desk.store);
    const token = 'AAAAKgAAAAIAAAAAAAAAAtoken';
    await saveToken(desk.store, id, token);
    desk.table.force({ pk: `INCIDENT#${id}`, sk: 'VIEW#slack', copies: [{ channel: 'C0URGENT' }], threadedSeq: 1 });
    const all = await Promise.all(
      ['', '/audit', '/workflow', '/now'].map((what) => desk.say('kim', 'GET', `/incidents/${id}${what}`)),
    );
    expect(all.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    const text = JSON.stringify([...all, await desk.say('kim', 'GET', '/incidents')]);
    expect(text).toContain(id);
    expect(text).not.toContain(token);
    expect(text).not.toMatch(/C0URGENT|threadedSeq/);
  });

  it('that there is not is a 404 with a sentence', async () => {
    const { statusCode, said } = await openDesk().say('kim', 'GET', '/incidents/inc-nothere-1');
    expect([statusCode, said.error.code]).toEqual([404, 'unknown-incident']);
  });
});

describe('what is no route', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/incidents/inc-a-1/token'],
    ['GET', '/incidents/..%2Fsetup'],
    ['GET', '/incidents/INC-A-1'],
    ['POST', '/setup'],
    ['GET', '/runs'],
  ] as const)('%s %s is a 404', async (method, path) => {
    const { statusCode, said } = await openDesk().say('kim', method, path, method === 'POST' ? {} : undefined);
    expect([statusCode, said.error.code]).toEqual([404, 'no-such-route']);
  });
});

describe('a fault of ours', () => {
  it('is a 500 that says nothing about itself', async () => {
    let asked = 0;
    const desk = openDesk({
      readMachine: async () => {
        asked += 1;
        throw new Error('secret of the inner workings');
      },
    });
    const id = await admitted(desk.store);
    const { statusCode, body, headers } = await desk.say('kim', 'GET', `/incidents/${id}/workflow`);
    expect([statusCode, asked]).toEqual([500, 1]);
    expect(body).not.toContain('secret of the inner workings');
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
  });
});

describe('the numbers', () => {
  it('are of the weeks that were asked for', async () => {
    const desk = openDesk();
    await contained(desk.store);
    const { said } = await desk.say('max', 'GET', '/numbers?weeks=2');
    expect(said.weeks).toEqual(['2026-11-16', '2026-11-23']);
    expect(said.total).toMatchObject({ opened: 1, open: 0, outcomes: { contained: 1 } });
    expect((await desk.say('max', 'GET', '/numbers?weeks=99')).said.error.field).toBe('weeks');
  });
});
