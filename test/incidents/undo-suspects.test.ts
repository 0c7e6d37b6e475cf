import { requestUndo } from '../../incidents/after';
import { rowWithoutRecord } from '../faults/row';
import { brokenPromises } from '../support/promises';
import { finding } from '../support/record-fixtures';
import { admitted, asked, by, contained, recordOf, setup, vote } from '../support/record-steps';

const NAMES_DANA = { id: 'b'.repeat(32), accessKey: { userName: 'dana-dev', userType: 'IAMUser' } };

describe('a finding that comes while an undo is open', () => {
  rowWithoutRecord('X10', 'U', 'takes the vote from whom it names, the one already cast too', async () => {
    const { store, table } = setup();
    const id = await contained(store);
    await requestUndo(store, by(id));
    const undoId = `${id}-u1`;
    await asked(store, undoId, { shape: 'undo', risk: 'disruptive' });
    expect(await vote(store, undoId, 'dana')).toMatchObject({ kind: 'voted', approvals: 1, needed: 2 });
    await admitted(store, finding(NAMES_DANA));
    expect((await recordOf(store, undoId)).meta.suspects).toContain('dana-dev');
    expect(await vote(store, undoId, 'dana')).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('is named by the finding'),
    });
    expect(await vote(store, undoId, 'lee')).toMatchObject({ kind: 'voted', approvals: 1 });
    expect((await recordOf(store, undoId)).approval?.status).toBe('PENDING');
    expect(brokenPromises(table.items())).toEqual([]);
  });
});
