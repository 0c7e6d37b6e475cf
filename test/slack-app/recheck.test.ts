import { SlackProblem } from '../../adapters/slack';
import { withdraw } from '../../incidents/decide';
import { seal } from '../../incidents/digest';
import { policyOn } from '../../incidents/policy';
import { readIncident } from '../../incidents/read';
import { revise } from '../../incidents/request';
import { fillDialog, type RecheckDoor } from '../../slack-app/recheck';
import { fakeInteractive } from './fake-slack';
import { draft, stage, waiting } from './support';

const scene = async () => {
  const made = stage();
  const incidentId = await waiting(made);
  const slack = fakeInteractive();
  slack.views.push({ id: 'V1', view: { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [] } });
  const note = { r: incidentId, v: 1, c: 'C0URGENT', t: '1000.0001' };
  const fill = (lookAgain: RecheckDoor['lookAgain']) =>
    fillDialog({ store: made.store, slack, lookAgain }, { note, viewId: 'V1' });
  return { ...made, incidentId, slack, note, fill, view: () => JSON.stringify(slack.views[0]?.view) };
};
const ok = { ok: true, stale: [], changed: [], revision: 1 };

describe('the dialog after the re-check', () => {
  it('shows the plan and asks for the reason when nothing changed', async () => {
    const at = await scene();
    const asked: string[] = [];
    await at.fill(async (playbook, incidentId) => {
      asked.push(playbook, incidentId);
      return ok;
    });
    expect(asked).toEqual(['isolate-instance', at.incidentId]);
    expect(at.view()).toContain('Unchanged since');
    expect(at.view()).toContain('Quarantine every network interface');
    expect(at.slack.views[0]?.view).toMatchObject({
      submit: { text: 'Approve' },
      private_metadata: JSON.stringify(at.note),
    });
  });

  it('tells what changed although the plan still fits', async () => {
    const at = await scene();
    await at.fill(async () => ({ ...ok, changed: ['eni-2 was attached'] }));
    expect(at.view()).toMatch(/Changed since.*eni-2 was attached/s);
  });

  it('shows the new plan, says that votes are cleared and asks for that revision', async () => {
    const at = await scene();
    await at.fill(async () => {
      const record = await readIncident(at.store, at.incidentId);
      if (!record) throw new Error('gone');
      const plan = seal(draft({ headline: 'Isolate its replacement', risk: 'disruptive' }));
      await revise(at.store, at.incidentId, {
        plan,
        policy: policyOn(at.store.settings, record.meta, record.findings, plan),
        because: 'it was replaced',
      });
      return { ok: false, stale: ['the instance was replaced'], changed: [], revision: 2 };
    });
    expect(at.view()).toMatch(
      /Isolate its replacement.*Plan changed, votes cleared: review again.*the instance was replaced/s,
    );
    expect(at.slack.views[0]?.view).toMatchObject({ private_metadata: JSON.stringify({ ...at.note, v: 2 }) });
  });

  it('says that a request is no longer open, with nothing to submit', async () => {
    const at = await scene();
    await at.fill(async () => {
      await withdraw(at.store, at.incidentId, 'the instance is gone');
      return { ok: false, stale: ['the instance is gone'], changed: [], revision: 1 };
    });
    expect(at.view()).toContain('no longer open');
    expect(at.slack.views[0]?.view).not.toHaveProperty('submit');
  });

  it.each([
    ['fails', () => Promise.reject(new Error('AccessDenied'))],
    ['answers nonsense', () => Promise.resolve({ hello: 1 })],
  ])('lets people go on when the check %s, and says that it was not made', async (_how, lookAgain) => {
    const at = await scene();
    await at.fill(lookAgain);
    expect(at.view()).toContain('Could not be checked again');
    expect(at.slack.views[0]?.view).toHaveProperty('submit');
  });

  it('asks for the last four characters before something that cannot be taken back', async () => {
    const made = stage();
    const incidentId = await waiting(made, { risk: 'destructive' });
    const slack = fakeInteractive();
    slack.views.push({ id: 'V1', view: { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [] } });
    await fillDialog(
      { store: made.store, slack, lookAgain: async () => ok },
      { note: { r: incidentId, v: 1, c: 'C', t: '1' }, viewId: 'V1' },
    );
    expect(JSON.stringify(slack.views[0]?.view)).toContain('"block_id":"typed"');
    expect(slack.views[0]?.view).toMatchObject({ submit: { text: 'Approve for good' } });
  });

  it('does not throw when the person closed the dialog or Slack is away', async () => {
    const at = await scene();
    at.slack.views.splice(0);
    await expect(at.fill(async () => ok)).resolves.toBeUndefined();
    const slack = { updateView: () => Promise.reject(new SlackProblem('unreachable', 'no answer', undefined)) };
    const door = { store: at.store, slack, lookAgain: async () => ok };
    await expect(fillDialog(door, { note: at.note, viewId: 'V1' })).resolves.toBeUndefined();
  });
});
