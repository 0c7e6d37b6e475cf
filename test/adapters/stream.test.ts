import { changeOf } from '../../adapters/stream';
import { streamRecord } from '../support/keeper';

const KEY = { pk: 'INCIDENT#log#inc-a-1', sk: 'ROW#000000001' };

describe('a record of the table’s stream', () => {
  it('is plain JSON again, without its key', () => {
    const item = { text: 'ünïcode ✓', seq: 7, share: 0.1, page: true, data: { list: [1, null, { deep: [] }] } };
    expect(changeOf(streamRecord('INSERT', { ...KEY, ...item }))).toEqual({ kind: 'added', ...KEY, item });
  });

  it('says what happened, and has no item where none is left', () => {
    expect(changeOf(streamRecord('MODIFY', { ...KEY, seq: 1 }))).toMatchObject({ kind: 'changed', item: { seq: 1 } });
    expect(changeOf(streamRecord('REMOVE', { ...KEY, seq: 1 }))).toEqual({ kind: 'removed', ...KEY });
  });
});
