import { admit } from '../../incidents/admit';
import { closeIncident } from '../../incidents/close';
import { readAudit, readIncident } from '../../incidents/read';
import { claimStart, markStarted, openByHand } from '../../incidents/start';
import { memoryTable } from '../support/memory-table';
import { clock, EXECUTION, finding, PLAYBOOK, storeOn, TARGET } from '../support/record-fixtures';

const setup = () => {
  const table = memoryTable();
  const time = clock();
  return { table, time, store: storeOn(table, time) };
};
const byHand = {
  playbook: PLAYBOOK,
  target: TARGET,
  reason: 'seen in the proxy logs',
  executionArn: EXECUTION,
  origin: { by: 'console', executionArn: EXECUTION },
} as const;
const arrival = { finding: finding(), playbook: PLAYBOOK, target: TARGET, receivedAt: '2026-11-23T03:00:00.000Z' };

describe('an incident started by hand', () => {
  it('is open for its run at once, and says that nobody can verify who started it', async () => {
    const { store } = setup();
    const opened = await openByHand(store, byHand);
    expect(opened.kind).toBe('opened');
    const record = await readIncident(store, opened.incidentId);
    expect(record?.meta).toMatchObject({
      stage: 'investigating',
      executionArn: EXECUTION,
      severity: 0,
      reason: 'seen in the proxy logs',
    });
    const [row] = await readAudit(store, opened.incidentId, 0);
    expect(row).toMatchObject({
      actor: 'console',
      text: 'Opened by someone in the Step Functions console, whose name nobody can verify. Reason: seen in the proxy logs',
    });
  });

  it('is the same one when its run asks again', async () => {
    const { store } = setup();
    const opened = await openByHand(store, byHand);
    expect(await openByHand(store, byHand)).toEqual(opened);
  });

  it('is refused while another one is open on the target, and names it', async () => {
    const { store } = setup();
    const { incidentId } = await admit(store, arrival);
    const refused = await openByHand(store, byHand);
    expect(refused).toMatchObject({ kind: 'busy', incidentId });
    expect(refused.kind === 'busy' ? refused.text : '').toContain(incidentId);
  });

  it('is the next generation on a closed target', async () => {
    const { store } = setup();
    const { incidentId } = await admit(store, arrival);
    await closeIncident(store, incidentId, { outcome: 'denied', detail: 'a scanner of ours' });
    expect(await openByHand(store, byHand)).toEqual({ kind: 'opened', incidentId: incidentId.replace(/-1$/, '-2') });
  });

  it('of many at once, one opens', async () => {
    const { store } = setup();
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, index) => openByHand(store, { ...byHand, executionArn: `${EXECUTION}-${index}` })),
    );
    expect(all.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
  });
});

describe('a claim', () => {
  it('is taken by the first execution that is noted, and by no other', async () => {
    const { store } = setup();
    const { incidentId } = await admit(store, arrival);
    expect(await markStarted(store, incidentId, EXECUTION)).toBe(true);
    expect(await markStarted(store, incidentId, EXECUTION)).toBe(true);
    expect(await markStarted(store, incidentId, `${EXECUTION}-other`)).toBe(false);
    expect((await readIncident(store, incidentId))?.meta).toMatchObject({
      stage: 'investigating',
      executionArn: EXECUTION,
    });
    expect((await readAudit(store, incidentId, 0)).filter(({ event }) => event === 'run.started')).toHaveLength(1);
  });

  it('can be taken over when its lease is over, by one of many', async () => {
    const { store, time } = setup();
    const { incidentId } = await admit(store, arrival);
    expect(await claimStart(store, incidentId)).toBe(false);
    time.forward(2);
    const claims = await Promise.all(Array.from({ length: 10 }, () => claimStart(store, incidentId)));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it('that waited for the end of a flood wants its run at once when its lease is renewed: nobody waits twice', async () => {
    const { store, time, table } = setup();
    const { incidentId } = await admit(store, { ...arrival, flood: true });
    const wants = () => table.peek(({ sk }) => sk === 'META').map((item) => item['wants']);
    expect(wants()).toEqual([undefined]);
    time.forward(5);
    expect(await claimStart(store, incidentId)).toBe(true);
    expect(wants()).toEqual(['run']);
    expect((await readIncident(store, incidentId))?.meta.startAfter).toBeUndefined();
  });

  it('of an incident that is not there is nobody’s', async () => {
    expect(await claimStart(setup().store, 'inc-none-1')).toBe(false);
  });
});
