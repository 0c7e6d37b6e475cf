import { buttonsOf, type Card, cardsOf, inputsOf, press, submit } from '../../local/hands';
import { approve, askUndo, cardWith } from '../../local/people-act';
import { readInstance, readUser } from '../../local/read-back';
import { asking, closed } from '../../local/records';
import type { PersonName } from '../../local/settings';
import { hire, launch, newName, newPlace, setGroups } from './targets';
import { statuses, type TheWay, until, type Way } from './way';

const textOf = (card: Card): string => JSON.stringify(card.blocks);
const labelsOf = (card: Card): readonly string[] => buttonsOf(card).map((one) => one.text.text);

/** Presses a button that asks for a reason, and gives one. */
const decide = async (way: Way, who: PersonName, incidentId: string, label: RegExp, reason: string): Promise<void> => {
  const card = await cardWith(way.stage, incidentId, label);
  const button = buttonsOf(card).find((one) => label.test(one.text.text));
  if (!button) throw new Error(`The card of ${incidentId} lost its button`);
  const pressed = await press(way.stage.slack, who, card, button);
  if (pressed.kind !== 'dialog') throw new Error(`${who} saw no dialog`);
  const values = Object.fromEntries(inputsOf(pressed.dialog).map((block) => [block.block_id ?? '', reason]));
  expect(await submit(way.stage.slack, who, pressed.dialog, values)).not.toHaveProperty('problem');
};

/** Asks for another undo, and ticks everything that somebody else changed since. */
const overwrite = async (way: Way, who: PersonName, card: Card, undoId: string): Promise<void> => {
  const button = buttonsOf(card).find((one) => /^Undo again/.test(one.text.text));
  if (!button) throw new Error(`The card of ${undoId} offers no other undo`);
  const pressed = await press(way.stage.slack, who, card, button);
  if (pressed.kind !== 'dialog') throw new Error(`${who} saw no dialog`);
  const boxes = inputsOf(pressed.dialog).flatMap(({ block_id: id = '', element }) =>
    element.type === 'checkboxes' ? [[id, element.options.map(({ value }) => value)] as const] : [],
  );
  expect(boxes).toHaveLength(1);
  const values = { ...Object.fromEntries(boxes), reason: 'The admins agree' };
  expect(await submit(way.stage.slack, who, pressed.dialog, values)).not.toHaveProperty('problem');
};

/** The part of a card that stands under a heading. */
const under = (card: Card, heading: string): string =>
  card.blocks.map((block) => JSON.stringify(block)).find((text) => text.includes(`*${heading}*`)) ?? '';

/** Holds both names that a quarantine group may have, so that none can be made. */
const squat = async ({ staging: { ec2 } }: Way, VpcId: string, incidentId: string): Promise<readonly string[]> => {
  const names = ['cordon-quarantine', `cordon-quarantine-${incidentId}`];
  const made = await Promise.all(
    names.map((GroupName) => ec2.createSecurityGroup({ GroupName, Description: 'Mine', VpcId })),
  );
  return made.flatMap(({ GroupId }) => GroupId ?? []);
};

/** What people do when a run stops in the middle, or when it should not have been. */
export const peopleTests = (theWay: TheWay): void => {
  test('an essential step that fails leaves a card of done, failed and not done, and Retry goes on with the click as its vote', async () => {
    const way = theWay();
    const host = await launch(way, 1, await newPlace(way));
    await way.stage.send('ec2-command-and-control', host.subject);
    const { incidentId } = (await way.records.untilOn(host.target, asking)).meta;
    const squatters = await squat(way, host.vpcId, incidentId);
    await approve(way.stage, 'dana', incidentId, 'On our block list');
    const partly = await way.records.until(incidentId, closed);
    expect(partly.meta.outcome).toBe('partly contained');
    expect(statuses(partly)).toMatchObject({
      'protect-instance': 'done',
      'snapshot-volumes': 'done',
      'quarantine-interfaces': 'failed',
    });
    const card = await cardWith(way.stage, incidentId, /^Retry/);
    expect(labelsOf(card)).toEqual([
      expect.stringMatching(/^Retry/),
      expect.stringMatching(/^Undo/),
      expect.stringMatching(/^Keep/),
    ]);
    expect(under(card, 'Done')).toContain('Snapshot all volumes');
    expect(under(card, 'Failed')).toContain('Quarantine every network interface');
    expect(under(card, 'Not done')).toContain('Tag');

    for (const GroupId of squatters) await way.staging.ec2.deleteSecurityGroup({ GroupId });
    await decide(way, 'eli', incidentId, /^Retry/, 'The groups that held the names are gone');
    const next = await way.records.untilOn(host.target, (record) => record.meta.generation === 2 && closed(record));
    expect(next.meta.outcome).toBe('contained');
    expect(next.votes.map(({ personId, vote }) => ({ personId, vote }))).toEqual([
      { personId: 'eli', vote: 'approve' },
    ]);
    const state = await readInstance(way.stage.membersUrl, host.id);
    expect(state.openGroups).toEqual([]);
    expect(state.snapshots).toBe(1);
  });

  test('what is partly contained can be kept as it is, after which its card asks for nothing more', async () => {
    const way = theWay();
    const user = await hire(way, newName('exporter'), 'in use');
    await way.stage.send('iam-user-compromised-key', user.subject);
    const { incidentId } = (await way.records.untilOn(user.target, asking)).meta;
    // IAM allows two keys: with this one there is no room for a new one.
    await way.production.iam.createAccessKey({ UserName: user.name });
    await approve(way.stage, 'dana', incidentId, 'Nobody of us made these calls');
    await approve(way.stage, 'eli', incidentId, 'Neither did we');
    const partly = await way.records.until(incidentId, closed);
    expect(partly.meta).toMatchObject({
      outcome: 'partly contained',
      outcomeDetail: expect.stringContaining('two access keys'),
    });
    expect(statuses(partly)).toMatchObject({ 'deactivate-access-keys': 'done', 'issue-access-key': 'failed' });
    expect((await readUser(way.stage.membersUrl, user.name)).keys[user.keyId]).toBe('Inactive');
    await decide(way, 'robin', incidentId, /^Keep/, 'The second key serves until Monday');
    const kept = await way.records.until(incidentId, (record) => record.meta.kept !== undefined);
    expect(kept.meta.kept).toMatchObject({ personId: 'robin', reason: 'The second key serves until Monday' });
    await way.stage.slack.control.waitFor(
      () => cardsOf(way.stage).some((card) => textOf(card).includes(incidentId) && labelsOf(card).length === 0),
      30_000,
    );
    expect((await way.records.on(user.target)) ?? '').toBe(incidentId);
  });

  test('undo leaves alone what someone else changed since, names it field by field, and puts the rest back', async () => {
    const way = theWay();
    const host = await launch(way, 2);
    const { admin, web } = way.stage.seed.staging.groups;
    const [first = '', second = ''] = host.interfaceIds;
    await way.stage.send('ec2-command-and-control', host.subject);
    const { incidentId } = (await way.records.untilOn(host.target, asking)).meta;
    await approve(way.stage, 'dana', incidentId, 'On our block list');
    await way.records.until(incidentId, closed);
    await setGroups(way, second, [admin]);

    await askUndo(way.stage, 'eli', incidentId, 'A test of the scanner team');
    const undoId = await until(
      'an undo is open',
      async () => (await way.records.read(incidentId))?.meta.undo?.incidentId,
    );
    await way.records.until(undoId, asking);
    await approve(way.stage, 'dana', undoId, 'Confirmed by phone', host.id);
    const undo = await way.records.until(undoId, closed);
    expect(undo.meta.outcome).toBe('partly contained');
    const state = await readInstance(way.stage.membersUrl, host.id);
    expect(state.interfaces).toEqual({ [first]: [web], [second]: [admin] });
    const original = await way.records.read(incidentId);
    const row = original?.journal.find(({ step }) => step === 'quarantine-interfaces');
    expect(row?.undo).toMatchObject({
      status: 'drifted',
      drift: [expect.objectContaining({ field: `${second} security groups`, foundAs: admin })],
    });
    expect(original?.meta).toMatchObject({ outcome: 'contained', undo: { open: false } });
    const card = await cardWith(way.stage, undoId, /^Keep/);
    expect(textOf(card)).toContain('Partly put back');
    expect(textOf(card)).toContain(`${second} security groups`);
    await overwrite(way, 'eli', card, undoId);
    const secondUndo = await until('another undo is open', async () => {
      const latest = (await way.records.read(incidentId))?.meta.undo?.incidentId;
      return latest === undoId ? undefined : latest;
    });
    await way.records.until(secondUndo, asking);
    await approve(way.stage, 'dana', secondUndo, 'The rest as well', host.id);
    expect((await way.records.until(secondUndo, closed)).meta.outcome).toBe('undone');
    expect((await readInstance(way.stage.membersUrl, host.id)).interfaces).toEqual({ [first]: [web], [second]: [web] });
  });
};
