import { asking, closed } from '../../local/records';
import { as } from './operators';
import { type Employee, hire, newName } from './targets';
import type { TheWay, Way } from './way';

const REASON = 'Nobody of us made these calls';

/** Two of the three who may, whichever of them has a vote. */
const agree = async (way: Way, incidentId: string, { target }: Employee): Promise<void> => {
  await way.records.until(incidentId, asking);
  for (const who of ['dana', 'eli', 'robin'] as const) {
    const record = await way.records.read(incidentId);
    if (!record || !asking(record)) return;
    const vote = { revision: record.meta.revision, vote: 'approve', reason: REASON, typed: target.id.slice(-4) };
    await as(way, who)
      .post(`/incidents/${incidentId}/decision`, vote)
      .catch(() => undefined);
  }
};

const contained = async (way: Way, user: Employee): Promise<string> => {
  await way.stage.send('iam-user-compromised-key', user.subject);
  const { incidentId } = (await way.records.untilOn(user.target, asking)).meta;
  await agree(way, incidentId, user);
  await way.records.until(incidentId, closed);
  return incidentId;
};

const putBack = async (way: Way, incidentId: string, user: Employee): Promise<string | undefined> => {
  const { incidentId: undoId } = await as(way, 'robin').post<{ incidentId: string }>(`/incidents/${incidentId}/undo`, {
    reason: 'The owner says so',
  });
  await agree(way, undoId, user);
  return (await way.records.until(undoId, closed)).meta.outcome;
};

/** Keys, all the way there and back. */
export const keyTests = (theWay: TheWay): void => {
  test('a contained key is put back', async () => {
    const user = await hire(theWay(), newName('returner'), 'in use');
    expect(await putBack(theWay(), await contained(theWay(), user), user)).toBe('undone');
  });

  test('where there is no room for a new key, the exposed one is asked about again, deleted and replaced', async () => {
    const way = theWay();
    const user = await hire(way, newName('replacer'), 'in use');
    await way.production.iam.createAccessKey({ UserName: user.name });
    await contained(way, user);
    const { meta } = await way.records.untilOn(user.target, (one) => one.meta.generation === 2 && asking(one));
    expect(meta.playbook).toBe('replace-access-key');
    await agree(way, meta.incidentId, user);
    expect((await way.records.until(meta.incidentId, closed)).meta.outcome).toBe('contained');
    expect(await putBack(way, meta.incidentId, user)).toBe('undone');
  });
};
