import { preview } from '../../handlers/preview';
import { digestOf } from '../../incidents/digest';
import { definePlaybook } from '../../playbooks/kit/playbook';
import { TARGET } from '../support/record-fixtures';
import { holdInstance } from './hold-instance';
import { asked, type Hub, openHub, recordOf } from './hub';

jest.mock('../../handlers/member', () => jest.requireActual('./door'));

const { accountId, region, id } = TARGET;
const WHERE = { accountId, region, id };
const show = (hub: Hub, target: unknown = WHERE, personId = 'noor') =>
  preview(hub.store, holdInstance, target, personId);

describe('a preview of a run by hand', () => {
  it('shows plan, picture, policy and who may approve, and leaves no trace', async () => {
    const hub = openHub();
    const shown = await show(hub);
    expect(shown).toMatchObject({
      kind: 'plan',
      plan: { headline: `Hold ${id}`, mode: 'live', picture: { title: id } },
      needed: 2,
      approvers: ['Dana', 'Lee', 'Kim'],
    });
    expect(hub.table.items()).toEqual([]);
    expect(hub.account.writes).toEqual([]);
  });

  it('is of the very plan that the run then asks about', async () => {
    const hub = openHub();
    const shown = await show(hub);
    if (shown.kind !== 'plan') throw new Error(shown.why);
    expect(shown.plan.digest).toBe(digestOf(shown.plan));
    expect((await recordOf(hub, await asked(hub))).plan?.digest).toBe(shown.plan.digest);
  });

  it('leaves out whoever asks, says so, and says when too few are left', async () => {
    const hub = openHub();
    hub.account.forwards = true;
    const shown = await show(hub, WHERE, 'dana');
    expect(shown).toMatchObject({ kind: 'plan', needed: 2, approvers: ['Noor'] });
    if (shown.kind !== 'plan') throw new Error(shown.why);
    expect(shown.policy).toEqual([
      'A destructive change in staging needs 2 different people of leads.',
      'Dana asked for this, and so may not approve it.',
      'Only 1 of the 2 who are needed may approve it: it is escalated as soon as it is asked.',
    ]);
  });

  it('has no plan for what is on the never-touch list, and says what would have been done', async () => {
    const hub = openHub({ neverTouch: [id] });
    expect(await show(hub)).toEqual({
      kind: 'no-plan',
      headline: `Hold ${id}`,
      why: expect.stringContaining(`is on the never-touch list (${id})`),
      facts: [expect.objectContaining({ id: 'machine' })],
    });
  });

  it('has no plan for a target that is gone, and none when the account cannot be read', async () => {
    const hub = openHub();
    hub.account.exists = false;
    expect(await show(hub)).toMatchObject({
      kind: 'no-plan',
      why: `${id} no longer exists.`,
      facts: [{ lines: ['It is gone.'] }],
    });
    hub.account.closed = true;
    expect(await show(hub)).toMatchObject({
      kind: 'no-plan',
      why: expect.stringContaining('The instance could not be read'),
    });
  });

  it.each([
    ['no id', { accountId, region }, /^target\.id: /],
    ['an account that is none', { ...WHERE, accountId: '12' }, /^target\.accountId: is not a 12-digit account id$/],
    ['text', 'i-1', /^target\./],
    ['another kind', { kind: 'iam-user', accountId, region: 'global', id: 'AIDACKCEVSQ6C2EXAMPLE' }, /^target\.kind: /],
  ])('of %s names the field and looks at nothing', async (_, target, why) => {
    const hub = openHub();
    expect(await show(hub, target)).toEqual({ kind: 'no-plan', why: expect.stringMatching(why), facts: [] });
    expect(hub.account.calls).toEqual([]);
  });

  it('fills in what a user’s target need not say', async () => {
    const hub = openHub();
    const onUser = definePlaybook({ ...holdInstance, targetKind: 'iam-user' });
    const target = { accountId, id: 'AIDACKCEVSQ6C2EXAMPLE' };
    expect(await preview(hub.store, onUser, target, 'noor')).toMatchObject({
      kind: 'plan',
      plan: { target: { kind: 'iam-user', region: 'global' } },
    });
  });
});

it('a picture that cannot be drawn never stands in the way of a plan', async () => {
  const hub = openHub();
  const clumsy = definePlaybook({
    ...holdInstance,
    draw: () => {
      throw new Error('a name that nobody thought of');
    },
  });
  const shown = await preview(hub.store, clumsy, WHERE, 'noor');
  expect(shown.kind).toBe('plan');
  expect(shown.kind === 'plan' && shown.plan.picture).toBeUndefined();
});
