import { close } from '../../handlers/close';
import { runStep } from '../../handlers/run-step';
import { verifyChain } from '../../incidents/audit';
import { setPause } from '../../incidents/control';
import { approvalKey } from '../../incidents/keys';
import type { Item } from '../../incidents/port';
import type { Step } from '../../playbooks/kit/playbook';
import { rowWithoutRecord } from '../faults/row';
import { TARGET } from '../support/record-fixtures';
import { holdInstance, QUARANTINE } from './hold-instance';
import {
  approved,
  asked,
  auditOf,
  executionOf,
  type Hub,
  lastAudit,
  openHub,
  recordOf,
  resettle,
  rowOf,
  run,
  step,
} from './hub';

jest.mock('../../handlers/member', () => jest.requireActual('./door'));
jest.mock('../../adapters/evidence', () => ({ keepEvidence: async () => 'kept' }));

const refused = async (hub: Hub, incidentId: string, id?: string): Promise<string> => {
  await expect(run(hub, incidentId, id)).rejects.toThrow('Nothing was changed.');
  expect(hub.account.writes).toEqual([]);
  return String((await lastAudit(hub, incidentId))?.text);
};

const closing = async (hub: Hub, incidentId: string): Promise<string> => {
  await close(hub.store, holdInstance, incidentId, executionOf(incidentId)).catch(() => undefined);
  return (await recordOf(hub, incidentId)).meta.outcome ?? 'open';
};

/** Changes an item behind everybody's back. */
const tamper = (hub: Hub, key: { pk: string; sk: string }, change: Record<string, unknown>): void => {
  const [item] = hub.table.peek(({ pk, sk }) => pk === key.pk && sk === key.sk);
  if (!item) throw new Error(`There is no ${key.pk} ${key.sk}`);
  hub.table.force({ ...item, ...change } as Item);
};

describe('a step of an approved run', () => {
  it('is captured and audited before its first change, and read back after it', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    const stored: unknown[] = [];
    hub.account.before = async ({ name }) => {
      if (name === 'modifyNetworkInterfaceAttribute')
        stored.push((await rowOf(hub, incidentId))?.before, (await lastAudit(hub, incidentId))?.event);
    };
    expect(await run(hub, incidentId)).toBe('done');
    expect(stored).toEqual([{ group: 'sg-web' }, 'step.started']);
    expect(hub.account.calls.at(-1)).toBe('describeInstances');
    expect(await rowOf(hub, incidentId)).toMatchObject({
      status: 'done',
      left: { group: QUARANTINE },
      saw: `It has ${QUARANTINE}.`,
    });
    expect((await lastAudit(hub, incidentId))?.event).toBe('step.finished');
  });

  it('is not done again once it is done', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    await run(hub, incidentId);
    hub.account.group = 'sg-of-someone-else';
    expect(await run(hub, incidentId)).toBe('done');
    expect(hub.account.effects).toEqual([`group: sg-web → ${QUARANTINE}`]);
  });

  it('is recorded and passed when it fails as best effort', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    hub.account.before = ({ name }) => {
      if (name === 'createTags') throw new Error('TagLimitExceeded');
    };
    expect(await run(hub, incidentId, 'tag-case')).toBe('failed');
    expect(await rowOf(hub, incidentId, 'tag-case')).toMatchObject({ status: 'failed', problem: 'TagLimitExceeded' });
    expect(await run(hub, incidentId)).toBe('done');
    expect(await closing(hub, incidentId)).toBe('contained');
  });

  rowWithoutRecord(
    'F22',
    'U',
    'stops the run, pages and ends it as partly contained when it fails as essential',
    async () => {
      const hub = openHub();
      const incidentId = await approved(hub);
      await run(hub, incidentId, 'tag-case');
      hub.account.before = ({ name }) => {
        if (name === 'modifyNetworkInterfaceAttribute') throw new Error('UnauthorizedOperation');
      };
      await expect(run(hub, incidentId)).rejects.toMatchObject({
        name: 'RunStopped',
        message: 'UnauthorizedOperation',
      });
      expect(await lastAudit(hub, incidentId)).toMatchObject({ event: 'step.failed', page: true });
      expect(await closing(hub, incidentId)).toBe('partly contained');
    },
  );

  it('lets the rest help when it goes on although it is essential, and still ends as partly contained', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    const going = {
      ...holdInstance,
      steps: (holdInstance.steps as readonly Step[]).map((one) => ({ ...one, whenItFails: 'go on' })),
    };
    hub.account.before = ({ name }) => {
      if (name === 'modifyNetworkInterfaceAttribute') throw new Error('LimitExceeded');
    };
    expect(await runStep(hub.store, going, step(incidentId, 'swap-group'))).toBe('failed');
    expect(await lastAudit(hub, incidentId)).toMatchObject({ event: 'step.failed', page: true });
    expect(await runStep(hub.store, going, step(incidentId, 'tag-case'))).toBe('done');
    expect(await closing(hub, incidentId)).toBe('partly contained');
    expect((await recordOf(hub, incidentId)).meta.outcomeDetail).toMatch(/LimitExceeded\. Not done: /);
  });

  it('fails when the account does not read back what was done', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    hub.account.after = ({ name }) => {
      if (name === 'modifyNetworkInterfaceAttribute') hub.account.group = 'sg-web';
    };
    await expect(run(hub, incidentId)).rejects.toThrow('It has sg-web.');
    expect(await rowOf(hub, incidentId)).toMatchObject({ status: 'failed', before: { group: 'sg-web' } });
  });
});

describe('before a step changes anything', () => {
  rowWithoutRecord('X16', 'U', 'the never-touch list stops it and pages someone', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    resettle(hub, { neverTouch: [`arn:aws:ec2:*:*:instance/${TARGET.id}`] });
    expect(await refused(hub, incidentId)).toContain('is on the never-touch list');
    expect(await lastAudit(hub, incidentId)).toMatchObject({ event: 'run.refused', page: true });
    expect(await rowOf(hub, incidentId)).toMatchObject({ status: 'refused', code: 'never-touch' });
    expect(await closing(hub, incidentId)).toBe('failed');
  });

  it('the kill switch stops it and pages someone', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    await setPause(hub.store, { paused: true, reason: 'A drill', by: 'dana' });
    expect(await refused(hub, incidentId)).toContain('All changes are paused by dana: A drill.');
    expect(await lastAudit(hub, incidentId)).toMatchObject({ page: true, data: { code: 'paused' } });
  });

  it('an open breaker stops what is disruptive, pages someone, and lets the rest through', async () => {
    const hub = openHub({ breaker: { disruptiveStepsPerHour: 1 } });
    const first = await approved(hub);
    await run(hub, first);
    await closing(hub, first);
    hub.account.group = 'sg-web';
    const other = { ...TARGET, id: 'i-0fff1234def567890' };
    const second = await approved(hub, other);
    expect(await run(hub, second, 'tag-case')).toBe('done');
    await expect(run(hub, second)).rejects.toThrow('The breaker of staging is open');
    expect(hub.account.group).toBe('sg-web');
    expect(await lastAudit(hub, second)).toMatchObject({
      event: 'run.refused',
      page: true,
      data: { code: 'breaker-open' },
    });
    hub.time.forward(61);
    expect(await run(hub, second)).toBe('done');
  });

  it('an account in dry run is left as it is: the journal says what would have been done', async () => {
    const hub = openHub({ accounts: [{ id: TARGET.accountId, name: 'staging', environment: 'staging' }] });
    const incidentId = await approved(hub);
    expect([await run(hub, incidentId, 'tag-case'), await run(hub, incidentId)]).toEqual(['would do', 'would do']);
    expect(hub.account.writes).toEqual([]);
    expect(await rowOf(hub, incidentId)).toMatchObject({ status: 'would do', attempts: 0 });
    expect((await lastAudit(hub, incidentId))?.text).toContain('Dry run, not done: Swap the group.');
    expect(await closing(hub, incidentId)).toBe('dry run');
  });

  it('an account that was switched off after the approval is left as it is, too', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    resettle(hub, { accounts: [{ id: TARGET.accountId, name: 'staging', environment: 'staging' }] });
    expect(await refused(hub, incidentId)).toContain('the account is in dry run now');
  });

  rowWithoutRecord(
    'X13',
    'U',
    'a risk that rose since makes the plan stale, and the target is asked about again',
    async () => {
      const hub = openHub();
      const incidentId = await approved(hub);
      hub.account.forwards = true;
      expect(await refused(hub, incidentId)).toContain('the risk rose from disruptive to destructive');
      expect(await closing(hub, incidentId)).toBe('stale');
      expect((await auditOf(hub, incidentId)).at(-1)?.event).toBe('incident.followed');
    },
  );

  it('a value that somebody flipped since is no veto: it is captured as it is now', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    hub.account.group = 'sg-flipped';
    expect(await run(hub, incidentId)).toBe('done');
    expect(await rowOf(hub, incidentId)).toMatchObject({ before: { group: 'sg-flipped' } });
  });

  rowWithoutRecord('F10', 'U', 'a target that is gone ends the incident as not applicable', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    hub.account.exists = false;
    expect(await refused(hub, incidentId)).toContain('no longer exists');
    expect(await closing(hub, incidentId)).toBe('not applicable');
  });

  it('an account that cannot be read stops it and pages someone', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    hub.account.closed = true;
    expect(await refused(hub, incidentId)).toContain('The instance could not be read: AccessDenied');
    expect(await lastAudit(hub, incidentId)).toMatchObject({ page: true, data: { code: 'blind' } });
    expect(await closing(hub, incidentId)).toBe('failed');
  });

  it.each([
    ['a decision after the deadline', { expiresAt: '2026-11-23T02:00:00.000Z' }, 'after its deadline'],
    ['an approval of another revision', { revision: 7 }, 'revision 7'],
    ['an approval of another plan', { digest: 'f'.repeat(64) }, 'not the plan that was approved'],
    ['a request that was never approved', { status: 'PENDING' }, 'still waiting for a decision'],
  ])('%s stops it', async (_what, change, said) => {
    const hub = openHub();
    const incidentId = await approved(hub);
    tamper(hub, approvalKey(incidentId), change);
    expect(await refused(hub, incidentId)).toContain(said);
  });

  it('another run stops before it, and leaves its mark in the audit trail only', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    const stranger = {
      ...step(incidentId, 'swap-group'),
      execution: 'arn:aws:states:eu-west-1:111111111111:execution:cordon-hold-instance:mine',
    };
    await expect(runStep(hub.store, holdInstance, stranger)).rejects.toThrow('not this incident’s own');
    expect(hub.account.calls).toEqual([]);
    expect(await rowOf(hub, incidentId)).toBeUndefined();
    expect(await lastAudit(hub, incidentId)).toMatchObject({ page: true, data: { code: 'wrong-execution' } });
    expect(await run(hub, incidentId)).toBe('done');
  });

  it('a run without a decision, as after a forged answer, stops before it', async () => {
    const hub = openHub();
    const incidentId = await asked(hub);
    hub.account.calls.length = 0;
    expect(await refused(hub, incidentId)).toContain('is still waiting for a decision');
    expect(await closing(hub, incidentId)).toBe('stale');
  });

  it('a step that the plan does not have, and an incident that is not on record, are refused', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    expect(await refused(hub, incidentId, 'terminate-instance')).toContain('has no step terminate-instance');
    await expect(run(hub, 'inc-aaaaaaaaaa-1')).rejects.toThrow('not on record');
    expect((await auditOf(hub, 'inc-aaaaaaaaaa-1')).map(({ event }) => event)).toEqual(['run.refused']);
    expect(verifyChain(await auditOf(hub, incidentId))).toMatchObject({ ok: true });
  });
});

describe('a pause that comes while the world is looked at', () => {
  it('still stops the first change', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    hub.account.before = async ({ name }) => {
      if (name === 'describeInstances' && hub.account.calls.length <= 1)
        await setPause(hub.store, { paused: true, reason: 'a drill', by: 'dana' });
    };
    await expect(run(hub, incidentId)).rejects.toThrow('Nothing was changed.');
    expect(hub.account.writes).toEqual([]);
  });
});
