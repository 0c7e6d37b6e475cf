import { approve } from '../../local/people-act';
import { readInstance, readUser } from '../../local/read-back';
import { asking, closed } from '../../local/records';
import { hire, launch, newName, setGroups } from './targets';
import { statuses, type TheWay } from './way';

/** What somebody inside the account does between the card and the click. */
export const attackerTests = (theWay: TheWay): void => {
  test('a group flipped between card and click is contained all the same, and is what undo would put back', async () => {
    const way = theWay();
    const host = await launch(way, 2);
    await way.stage.send('ec2-command-and-control', host.subject);
    const { incidentId } = (await way.records.untilOn(host.target, asking)).meta;
    const [first = '', second = ''] = host.interfaceIds;
    const { admin } = way.stage.seed.staging.groups;
    await setGroups(way, second, [admin]);
    await approve(way.stage, 'dana', incidentId, 'On our block list');
    const record = await way.records.until(incidentId, closed);
    expect(record.meta.outcome).toBe('contained');
    const state = await readInstance(way.stage.membersUrl, host.id);
    expect(Object.keys(state.interfaces).sort()).toEqual([first, second].sort());
    expect(state.openGroups).toEqual([]);
    const captured = record.journal.find((row) => row.step === 'quarantine-interfaces')?.before;
    expect(captured).toMatchObject({
      interfaces: expect.arrayContaining([{ id: second, vpcId: host.vpcId, groups: [admin] }]),
    });
  });

  test('an access key added between card and click is made Inactive too', async () => {
    const way = theWay();
    const user = await hire(way, newName('analyst'), 'unused');
    await way.stage.send('iam-user-compromised-key', user.subject);
    const { incidentId } = (await way.records.untilOn(user.target, asking)).meta;
    const added = (await way.production.iam.createAccessKey({ UserName: user.name })).AccessKey?.AccessKeyId ?? '';
    await approve(way.stage, 'dana', incidentId, 'Nobody of us made these calls');
    await approve(way.stage, 'eli', incidentId, 'Neither did we');
    const record = await way.records.until(incidentId, closed);
    expect(statuses(record)).toMatchObject({ 'deactivate-access-keys': 'done', 'deny-user': 'done' });
    expect(record.meta.outcome).toBe('contained');
    const state = await readUser(way.stage.membersUrl, user.name);
    expect(state.keys).toEqual({ [user.keyId]: 'Inactive', [added]: 'Inactive' });
    expect(state.attached).toContain('AWSDenyAll');
  });
};
