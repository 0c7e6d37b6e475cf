import { close } from '../../handlers/close';
import { investigate, planUndo } from '../../handlers/investigation';
import { requestUndo, retry } from '../../incidents/after';
import { closeIncident } from '../../incidents/close';
import { markStarted } from '../../incidents/start';
import { rowWithoutRecord } from '../faults/row';
import { TARGET } from '../support/record-fixtures';
import { holdInstance } from './hold-instance';
import {
  admitted,
  approve,
  approved,
  asked,
  auditOf,
  executionOf,
  type Hub,
  lastAudit,
  openHub,
  recordOf,
  run,
} from './hub';

jest.mock('../../handlers/member', () => jest.requireActual('./door'));
jest.mock('../../adapters/evidence', () => ({ keepEvidence: async () => 'kept' }));

const { accountId, region, id } = TARGET;
const BY_HAND = { target: { accountId, region, id }, reason: 'Beacons in a memory image' };
const CONSOLE = {
  executionArn: 'arn:aws:states:eu-west-1:111111111111:execution:cordon-hold-instance:mine',
  name: 'mine',
};

const start = (hub: Hub, input: unknown, execution = CONSOLE) => investigate(hub.store, holdInstance, input, execution);
const begin = (hub: Hub, incidentId: string) => start(hub, { incidentId }, executionOf(incidentId));
const requests = async (hub: Hub, incidentId: string): Promise<number> =>
  (await auditOf(hub, incidentId)).filter(({ event }) => event === 'approval.requested').length;

describe('an investigation', () => {
  it('asks about a plan, once, however often it is run', async () => {
    const hub = openHub();
    const incidentId = await admitted(hub);
    expect(await begin(hub, incidentId)).toEqual({ next: 'ask', incidentId });
    expect(hub.account.calls).toEqual(['describeInstances']);
    expect(await begin(hub, incidentId)).toEqual({ next: 'ask', incidentId });
    expect(hub.account.calls).toHaveLength(1);
    expect(await requests(hub, incidentId)).toBe(1);
  });

  rowWithoutRecord(
    'X16',
    'U',
    'changes and asks nothing about a target of the never-touch list, and pages someone',
    async () => {
      const hub = openHub({ neverTouch: [TARGET.id] });
      const incidentId = await admitted(hub);
      expect(await begin(hub, incidentId)).toEqual({ next: 'close', incidentId });
      const record = await recordOf(hub, incidentId);
      expect(record).toMatchObject({
        meta: { stage: 'closed', outcome: 'not applicable' },
        look: { headline: `Hold ${TARGET.id}` },
      });
      expect(record.approval).toBeUndefined();
      expect(await lastAudit(hub, incidentId)).toMatchObject({
        page: true,
        text: expect.stringContaining('never-touch list'),
      });
    },
  );

  it('says in the plan that an account in dry run will not be changed', async () => {
    const hub = openHub({ accounts: [{ id: accountId, name: 'staging', environment: 'staging' }] });
    expect((await recordOf(hub, await asked(hub))).plan?.mode).toBe('dry-run');
  });

  it('ends as not applicable when the target is gone', async () => {
    const hub = openHub();
    hub.account.exists = false;
    const incidentId = await admitted(hub);
    expect(await begin(hub, incidentId)).toEqual({ next: 'close', incidentId });
    expect((await recordOf(hub, incidentId)).meta).toMatchObject({
      outcome: 'not applicable',
      outcomeDetail: `${TARGET.id} no longer exists.`,
    });
  });

  it('ends as failed and pages when it cannot see the target', async () => {
    const hub = openHub();
    hub.account.closed = true;
    const incidentId = await admitted(hub);
    await begin(hub, incidentId);
    expect((await recordOf(hub, incidentId)).meta).toMatchObject({
      outcome: 'failed',
      outcomeDetail: expect.stringContaining('The instance could not be read'),
    });
    expect(await lastAudit(hub, incidentId)).toMatchObject({ page: true });
  });

  it('tries again what it cannot do without before it gives up', async () => {
    const hub = openHub();
    let failures = 2;
    hub.account.before = () => {
      if (failures-- > 0) throw new Error('RequestLimitExceeded');
    };
    const incidentId = await admitted(hub);
    expect(await begin(hub, incidentId)).toEqual({ next: 'ask', incidentId });
  });
});

describe('a run started by hand', () => {
  it('opens an incident whose requester nobody can verify, so that two people are needed', async () => {
    const hub = openHub({});
    const answer = await start(hub, BY_HAND);
    expect(answer.next).toBe('ask');
    const record = await recordOf(hub, answer.incidentId);
    expect(record.meta).toMatchObject({ origin: { by: 'console' }, reason: BY_HAND.reason, severity: 0 });
    expect(record.approval?.policy.needed).toBe(2);
    expect(await start(hub, BY_HAND)).toEqual(answer);
  });

  it.each([
    ['no reason', { target: BY_HAND.target }, /^reason: is missing: say why/],
    ['a reason of two letters', { ...BY_HAND, reason: 'hm' }, /^reason: is too short/],
    ['spaces for a reason', { ...BY_HAND, reason: '     ' }, /^reason: is too short/],
    ['a number for a reason', { ...BY_HAND, reason: 1234 }, /^reason: is something else: say why/],
    ['a reason that was not filled in', { ...BY_HAND, reason: '<why, in a sentence>' }, /^reason: is not filled in/],
    ['a reason of a page', { ...BY_HAND, reason: 'x'.repeat(501) }, /^reason: is longer than 500 characters$/],
    ['no target', { reason: 'beacons' }, /^target: is missing: say what to act on/],
    [
      'text for a target',
      { ...BY_HAND, target: 'i-0123456789abcdef0' },
      /^target: is something else: say what to act on/,
    ],
    [
      'an account without quotes',
      { ...BY_HAND, target: { ...BY_HAND.target, accountId: 222222222222 } },
      /^target\.accountId: is not text: put it in quotes$/,
    ],
    [
      'an id under another name',
      { ...BY_HAND, target: { accountId, region, instanceId: id } },
      /^target\.id: is missing: give an instance id such as i-0123456789abcdef0$/,
    ],
    ['a kind that there is not', { ...BY_HAND, target: { ...BY_HAND.target, kind: 'bucket' } }, /^target\.kind: /],
    ['a list', [BY_HAND], /^input: /],
    ['nothing in it', {}, /^target: is missing/],
    [
      'an account that is none',
      { ...BY_HAND, target: { ...BY_HAND.target, accountId: '12' } },
      /^target\.accountId: is not a 12-digit account id$/,
    ],
    ['an id that is none', { ...BY_HAND, target: { ...BY_HAND.target, id: 'web-1' } }, /^target\.id: /],
    ['no region', { ...BY_HAND, target: { accountId, id } }, /^target\.region: /],
    ['a plan of its own', { ...BY_HAND, plan: {} }, /^plan: is not part of the input/],
    ['a decision of its own', { ...BY_HAND, decision: 'approved' }, /^decision: is not part of the input/],
    [
      'another kind of target',
      { ...BY_HAND, target: { kind: 'iam-user', accountId, region: 'global', id: 'AIDACKCEVSQ6C2EXAMPLE' } },
      /^target\.kind: this playbook acts on ec2-instance, not on iam-user$/,
    ],
    ['an id beside more', { incidentId: 'inc-aaaaaaaaaa-1', mode: 'live' }, /^mode: is not part of the input/],
    ['an id that is none of ours', { incidentId: 7 }, /^incidentId: /],
    [
      'an incident that is not on record',
      { incidentId: 'inc-aaaaaaaaaa-1' },
      /^incidentId: there is no incident inc-aaaaaaaaaa-1/,
    ],
    ['text', 'isolate it', /^input: /],
    ['nothing', null, /^input: /],
  ])('with %s is refused with a sentence that names the field', async (_what, input, said) => {
    const hub = openHub();
    expect(await start(hub, input)).toEqual({ next: 'refused', incidentId: '-', problem: expect.stringMatching(said) });
    expect(hub.table.items()).toEqual([]);
    expect(hub.account.calls).toEqual([]);
  });

  it('with keys without end is refused in few words: they end in the run’s history', async () => {
    const input = { ...BY_HAND, ...Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`field${at}`, at])) };
    const answer = await start(openHub(), input);
    expect(answer.next === 'refused' && answer.problem.length).toBeLessThanOrEqual(240);
  });

  it('on a target that has an open incident is refused and points to it', async () => {
    const hub = openHub();
    const incidentId = await asked(hub);
    expect(await start(hub, BY_HAND)).toEqual({
      next: 'refused',
      incidentId: '-',
      problem: expect.stringMatching(new RegExp(`^target: ${incidentId} is already open`)),
    });
  });
});

describe('a run under the id of somebody else’s incident', () => {
  const others = [
    ['by another name', CONSOLE],
    [
      'by its name on another machine',
      { executionArn: 'arn:aws:states:eu-west-1:111111111111:execution:cordon-review-finding:x', name: '' },
    ],
  ] as const;

  it.each(others)('%s is refused, paged and audited, and the incident goes on', async (_how, stranger) => {
    const hub = openHub();
    const incidentId = await asked(hub);
    const before = await recordOf(hub, incidentId);
    const execution = { ...stranger, name: stranger.name || incidentId };
    expect(await start(hub, { incidentId }, execution)).toMatchObject({
      next: 'refused',
      problem: expect.stringContaining('belongs to another run'),
    });
    expect(await recordOf(hub, incidentId)).toEqual(before);
    expect(await lastAudit(hub, incidentId)).toMatchObject({
      event: 'run.refused',
      page: true,
      data: { executionArn: execution.executionArn, code: 'wrong-execution' },
    });
  });

  it('of another playbook does not take up what is claimed and not yet started', async () => {
    const hub = openHub();
    const incidentId = await admitted(hub);
    const other = { ...holdInstance, id: 'review-finding' };
    expect(await investigate(hub.store, other, { incidentId }, executionOf(incidentId))).toMatchObject({
      next: 'refused',
    });
    expect((await recordOf(hub, incidentId)).meta.stage).toBe('claimed');
    expect(await begin(hub, incidentId)).toEqual({ next: 'ask', incidentId });
  });

  it('that is closed opens nothing', async () => {
    const hub = openHub();
    const incidentId = await asked(hub);
    await closeIncident(hub.store, incidentId, { outcome: 'failed', detail: 'for the test' });
    expect(await begin(hub, incidentId)).toEqual({ next: 'close', incidentId });
    expect(await start(hub, { incidentId })).toMatchObject({ next: 'refused' });
  });
});

describe('a retry', () => {
  it('leaves out what the earlier run did, and its click is the first vote', async () => {
    const hub = openHub();
    const first = await approved(hub);
    await run(hub, first, 'tag-case');
    hub.account.before = ({ name }) => {
      if (name === 'modifyNetworkInterfaceAttribute') throw new Error('UnauthorizedOperation');
    };
    await run(hub, first).catch(() => undefined);
    await close(hub.store, holdInstance, first, executionOf(first));
    hub.account.before = () => undefined;
    const opened = await retry(hub.store, { incidentId: first, personId: 'lee', reason: 'The right is there now' });
    const second = opened.kind === 'opened' ? opened.incidentId : '';
    expect(await begin(hub, second)).toEqual({ next: 'ask', incidentId: second });
    const record = await recordOf(hub, second);
    expect(record.plan?.steps).toMatchObject([
      { id: 'tag-case', kind: 'skip', because: `it was done in ${first}` },
      { id: 'swap-group', kind: 'do' },
    ]);
    expect(record.votes.map(({ personId }) => personId)).toEqual(['lee']);
    await approve(hub, second, ['kim']);
    expect([await run(hub, second, 'tag-case'), await run(hub, second)]).toEqual(['skipped', 'done']);
    expect((await recordOf(hub, second)).journal.find(({ step }) => step === 'swap-group')?.before).toEqual({
      group: 'sg-web',
    });
  });
});

describe('the plan of an undo', () => {
  const contained = async (hub: Hub): Promise<string> => {
    const incidentId = await approved(hub);
    await run(hub, incidentId, 'tag-case');
    await run(hub, incidentId);
    await close(hub.store, holdInstance, incidentId, executionOf(incidentId));
    return incidentId;
  };
  const undoOf = async (hub: Hub, incidentId: string): Promise<string> => {
    const opened = await requestUndo(hub.store, { incidentId, personId: 'lee', reason: 'A test of the scanner team' });
    return opened.kind === 'opened' ? opened.incidentId : '';
  };
  const undoRun = (incidentId: string) => ({
    executionArn: `arn:aws:states:eu-west-1:111111111111:execution:cordon-undo-hold-instance:${incidentId}`,
    name: incidentId,
  });

  it('takes the steps in reverse and asks others than the one who wants it', async () => {
    const hub = openHub();
    const undoId = await undoOf(hub, await contained(hub));
    expect(await planUndo(hub.store, holdInstance, { incidentId: undoId }, undoRun(undoId))).toEqual({
      next: 'ask',
      incidentId: undoId,
    });
    const { plan, approval } = await recordOf(hub, undoId);
    expect(plan?.steps.map((step) => step.id)).toEqual(['swap-group', 'tag-case']);
    expect(approval?.policy.excluded.map(({ personId }) => personId)).toContain('lee');
  });

  it('is not made for a run of another name, of another machine, or of a containment', async () => {
    const hub = openHub();
    const incidentId = await contained(hub);
    const undoId = await undoOf(hub, incidentId);
    const other = { ...holdInstance, id: 'contain-access-key' };
    expect(await planUndo(hub.store, holdInstance, { incidentId: undoId }, CONSOLE)).toMatchObject({ next: 'refused' });
    expect(await planUndo(hub.store, other, { incidentId: undoId }, undoRun(undoId))).toMatchObject({
      next: 'refused',
    });
    expect(await planUndo(hub.store, holdInstance, { incidentId }, undoRun(incidentId))).toMatchObject({
      next: 'refused',
      problem: expect.stringContaining('an undo is asked for on the incident'),
    });
    expect(await start(hub, { incidentId: undoId }, executionOf(undoId))).toMatchObject({ next: 'refused' });
    expect((await recordOf(hub, undoId)).meta.stage).toBe('claimed');
    expect(await markStarted(hub.store, undoId, undoRun(undoId).executionArn)).toBe(true);
  });
});
