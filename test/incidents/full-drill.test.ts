import { admit } from '../../incidents/admit';
import { decide } from '../../incidents/decide';
import { registerDrill } from '../../incidents/drills';
import { mayRun } from '../../incidents/gate';
import { policyOn } from '../../incidents/policy';
import { openIncidents, readIncident } from '../../incidents/read';
import { requestApproval } from '../../incidents/request';
import { markStarted } from '../../incidents/start';
import { channelOf } from '../../slack-app/cards';
import { pageLine } from '../../slack-app/lines';
import { stateOf } from '../../slack-app/views/state';
import { memoryTable } from '../support/memory-table';
import {
  ACCOUNT,
  clock,
  EXECUTION,
  finding,
  PLAYBOOK,
  plan,
  settings,
  storeOn,
  TARGET,
} from '../support/record-fixtures';

const ID = 'drill-3f0c8a52-1d0e-4a55-9a6f-3a6a2f9b7c11';
const FULL = { drills: { channel: 'C0DRILLS', full: { accounts: [ACCOUNT] } } };

const asked = async () => {
  const [table, time] = [memoryTable(), clock()];
  const store = storeOn(table, time, FULL);
  const drill = { id: ID, target: TARGET, personId: 'dana', door: 'cli' } as const;
  await registerDrill(store, drill);
  const arrival = { finding: finding({ id: ID }), playbook: PLAYBOOK, target: TARGET };
  const full = { ...drill, until: '2099-01-01T00:00:00.000Z' };
  const { incidentId } = await admit(store, { ...arrival, receivedAt: store.now().toISOString(), full });
  await markStarted(store, incidentId, EXECUTION);
  const read = async () => {
    const record = await readIncident(store, incidentId);
    if (!record) throw new Error('it is missing');
    return record;
  };
  const [{ meta, findings }, made] = [await read(), plan({ mode: 'live', risk: 'disruptive' })];
  const policy = policyOn(store.settings, meta, findings, made);
  await requestApproval(store, incidentId, { plan: made, policy, executionArn: EXECUTION });
  const vote = (personId: string) =>
    decide(store, { incidentId, revision: 1, vote: 'approve', reason: 'a drill', personId, door: 'slack' });
  const gate = async (change: Record<string, unknown> = FULL) =>
    mayRun({
      record: await read(),
      step: made.steps[0]?.id ?? '',
      executionArn: EXECUTION,
      now: store.now(),
      settings: settings(change),
    });
  return { store, read, vote, gate };
};

describe('a full drill', () => {
  it('needs as many approvals as the real thing, and none of whoever started it', async () => {
    const { read, vote, gate } = await asked();
    expect(await vote('dana')).toMatchObject({ kind: 'refused', text: expect.stringContaining('asked for this') });
    expect(await vote('lee')).toMatchObject({ kind: 'voted', needed: 2 });
    expect(await gate()).toMatchObject({ ok: false, code: 'not-approved' });
    expect(await vote('kim')).toMatchObject({ kind: 'decided', status: 'APPROVED' });
    expect((await read()).meta.drill).toBe(ID);
    expect(await gate()).toEqual({ ok: true, mode: 'live' });
  });

  it('changes nothing once its account is not listed any more, or is in dry run', async () => {
    const { vote, gate } = await asked();
    await vote('lee');
    await vote('kim');
    expect(await gate({})).toEqual({ ok: true, mode: 'dry-run' });
    expect(await gate({ drills: { channel: 'C0DRILLS', full: { accounts: ['333333333333'] } } })).toMatchObject({
      mode: 'dry-run',
    });
    const dry = [{ id: ACCOUNT, name: 'staging', environment: 'staging', live: false }];
    expect(await gate({ ...FULL, accounts: dry })).toMatchObject({ mode: 'dry-run' });
  });

  it('reminds and pages nobody, stands in the channel of drills, in the list, and says what it is', async () => {
    const { store, read } = await asked();
    const record = await read();
    expect([record.approval?.remindAt, record.approval?.escalateAt]).toEqual([undefined, undefined]);
    const row = { seq: 1, at: '', event: 'x', actor: 'cordon', text: 'x', page: true, previous: '', hash: '' };
    expect(pageLine([row], record, store.settings)).toBeUndefined();
    expect(channelOf(record, store.settings)).toBe('C0DRILLS');
    expect(stateOf(record).word).toBe('DRILL: Approval needed');
    expect((await openIncidents(store)).map(({ drill }) => drill)).toEqual([ID]);
  });
});
