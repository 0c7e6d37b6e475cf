import { requestUndo } from '../../incidents/after';
import { closeIncident } from '../../incidents/close';
import { decide } from '../../incidents/decide';
import { seal } from '../../incidents/digest';
import { captureStep, finishStep } from '../../incidents/journal';
import { policyOn } from '../../incidents/policy';
import { readIncident } from '../../incidents/read';
import { requestApproval } from '../../incidents/request';
import { recordUndo } from '../../incidents/undo-record';
import { checkView } from '../../local/slack/check-blocks';
import { paint } from '../../slack-app/paint';
import { acceptedOf, driftedFields, driftInputs } from '../../slack-app/views/drift';
import { reasonDialog } from '../../slack-app/views/reason-dialogs';
import { fakeBulk } from './fake-slack';
import { AT, note as aNote, closed, row } from './records';
import { press, type Scene, scene, shown, submit } from './scene';
import { draft } from './support';

const drift = (count: number, foundAs = 'sg-9') =>
  Array.from({ length: count }, (_, index) => ({ field: `eni-${index}`, leftAs: 'the quarantine group', foundAs }));
const drifted = (count: number, foundAs?: string) =>
  closed('contained', {
    journal: [row({ before: {}, undo: { status: 'drifted', detail: 'x', drift: drift(count, foundAs), at: AT } })],
  });

/** Contained, undone by Lee, and stopped there because somebody changed the interface. */
const stopped = async (): Promise<Scene & { readonly undoId: string }> => {
  const at = await scene();
  const { store, incidentId } = at;
  await decide(store, { incidentId, revision: 1, vote: 'approve', reason: 'yes', personId: 'dana', door: 'slack' });
  const planned = (await readIncident(store, incidentId))?.plan?.steps.find(({ id }) => id === 'quarantine');
  if (planned?.kind !== 'do') throw new Error('no such step');
  await captureStep(store, incidentId, { planned, before: { groups: ['sg-1'] } });
  await finishStep(store, incidentId, 'quarantine', { left: {}, saw: 'empty group' });
  await closeIncident(store, incidentId, { outcome: 'contained', detail: 'Read back.' });
  const asked = await requestUndo(store, { incidentId, personId: 'lee', reason: 'a mistake' });
  if (asked.kind !== 'opened') throw new Error('no undo');
  const undoId = asked.incidentId;
  const undo = await readIncident(store, undoId);
  if (!undo) throw new Error('no undo');
  const plan = seal(draft({ headline: 'Put back web-1' }));
  await requestApproval(store, undoId, {
    plan,
    policy: policyOn(store.settings, undo.meta, [], plan),
    executionArn: 'arn:undo',
  });
  await recordUndo(store, {
    undoId,
    originalId: incidentId,
    step: 'quarantine',
    undo: { status: 'drifted', detail: 'eni-0 is sg-9', drift: drift(1), at: AT },
  });
  await closeIncident(store, undoId, { outcome: 'partly contained', detail: 'Not put back.' });
  const bulk = fakeBulk();
  await paint({ store, slack: bulk, newHolder: () => 'undo' }, undoId);
  return { ...at, undoId };
};
const copyOf = async (at: Scene, incidentId: string) => {
  const copy = (await readIncident(at.store, incidentId))?.slack?.copies[0];
  return { c: copy?.channel ?? '', t: copy?.ts ?? '' };
};
const markOf = async (at: Scene) => {
  const record = await readIncident(at.store, at.incidentId);
  return record ? (driftedFields(record)[0]?.mark ?? '') : '';
};

describe('an undo after somebody else changed something', () => {
  it('offers, on the incident and on the undo that stopped, what it may overwrite', async () => {
    const at = await stopped();
    await press(at, { action: 'undo' });
    const { c, t } = await copyOf(at, at.undoId);
    at.advance(1);
    await press(at, { action: 'undo', value: JSON.stringify({ r: at.undoId, v: 1 }), channel: c, ts: t });
    const views = at.slack.views.map(({ view }) => JSON.stringify(view));
    expect(views).toHaveLength(2);
    for (const view of views)
      expect(view).toMatch(/"type":"checkboxes".*Quarantine every network interface: eni-0.*Now sg-9/);
  });

  it.each(['the incident', 'the undo that stopped'])('takes what is ticked on the card of %s', async (where) => {
    const at = await stopped();
    const r = where === 'the incident' ? at.incidentId : at.undoId;
    const answer = await submit(
      at,
      'undo',
      { reason: 'forensics is done' },
      { note: { r, v: 1, ...(await copyOf(at, r)) }, ticked: { drift0: [await markOf(at)] } },
    );
    expect(shown(answer.body)).toContain('being planned');
    expect(await readIncident(at.store, `${at.incidentId}-u2`)).toMatchObject({
      meta: { undoOf: at.incidentId, acceptDrift: ['quarantine/eni-0'] },
    });
  });

  it('asks without overwriting anything when nothing is ticked', async () => {
    const at = await stopped();
    await submit(at, 'undo', { reason: 'put back by hand' });
    expect((await readIncident(at.store, `${at.incidentId}-u2`))?.meta).not.toHaveProperty('acceptDrift');
  });

  it('refuses a choice that is void by now', async () => {
    const at = await stopped();
    const answer = await submit(at, 'undo', { reason: 'again' }, { ticked: { drift0: ['0'.repeat(24)] } });
    expect(shown(answer.body)).toContain('changed once more');
    expect(await readIncident(at.store, `${at.incidentId}-u2`)).toBeUndefined();
  });

  it('takes the buttons off the undo that stopped once another one is asked for', async () => {
    const at = await stopped();
    await submit(at, 'undo', { reason: 'again' });
    const bulk = fakeBulk();
    await paint({ store: at.store, slack: bulk, newHolder: () => 'later' }, at.undoId);
    // The copy is another Slack's: it is posted anew.
    await paint({ store: at.store, slack: bulk, newHolder: () => 'later still' }, at.undoId);
    const card = bulk.messages.find(({ blocks }) => blocks !== undefined);
    expect(JSON.stringify(card?.blocks)).toContain(`Followed by ${at.incidentId}-u2`);
    expect(JSON.stringify(card?.blocks)).not.toContain('action_id');
  });
});

describe('the boxes', () => {
  it('are none when nothing drifted', () => {
    expect(driftInputs(closed('contained'))).toEqual([]);
    expect(
      driftInputs(closed('contained', { journal: [row({ undo: { status: 'failed', detail: 'x', at: AT } })] })),
    ).toEqual([]);
  });

  it('keep within Slack’s ten per group and its lengths, however many fields there are and whatever they say', () => {
    const counter = { last: 0 };
    const nextId = () => {
      counter.last += 1;
      return `id${counter.last}`;
    };
    for (const count of [1, 10, 11, 49, 200]) {
      const view = reasonDialog('undo', drifted(count, '<!channel> '.repeat(50)), aNote);
      expect(checkView(view, nextId)).toMatchObject({ ok: true });
      expect(JSON.stringify(view).includes('are not shown')).toBe(count > 50);
    }
  });

  it('mean one state of a field: a later one has another mark', () => {
    const [before, after] = [drifted(2, 'sg-9'), drifted(2, 'sg-8')];
    const marks = driftedFields(before).map(({ mark }) => mark);
    expect(new Set(marks).size).toBe(2);
    expect(acceptedOf(before, marks)).toEqual(['quarantine/eni-0', 'quarantine/eni-1']);
    expect(acceptedOf(after, marks)).toEqual([]);
  });
});
