import { sizeOf, tableUnits } from '../../bench/table-units';

const TableName = 'record';
const text = (length: number) => ({ S: 'x'.repeat(length) });
const key = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } });
const put = (pk: string, sk: string, more: object = {}) => ({ TableName, Item: { ...key(pk, sk), ...more } });
const of = (body: object): string => JSON.stringify(body);

describe('the units of recorded calls', () => {
  it('go by the size of names and values', () => {
    expect(sizeOf({ ab: { S: 'cd' }, n: { N: '1234' }, yes: { BOOL: true } })).toBe(4 + (1 + 3) + (3 + 1));
    expect(sizeOf({ m: { M: { a: { S: 'b' } } }, l: { L: [{ S: 'c' }] } })).toBe(1 + (3 + 1 + 2) + 1 + (3 + 1 + 1));
  });

  it('of a write are one for each begun kilobyte, twice in a transaction', () => {
    const count = tableUnits();
    expect(count('PutItem', of(put('A', '1')), true).write).toBe(1);
    expect(count('PutItem', of(put('A', '2', { body: text(2000) })), true).write).toBe(2);
    const transaction = { TransactItems: [{ Put: put('A', '3', { body: text(2000) }) }, { Put: put('A', '4') }] };
    expect(count('TransactWriteItems', of(transaction), true).write).toBe(6);
  });

  it('of an update go by the larger of what was there and what is', () => {
    const count = tableUnits();
    count('PutItem', of(put('A', '1', { body: text(3000) })), true);
    const update = {
      TableName,
      Key: key('A', '1'),
      UpdateExpression: 'SET #n0 = :v0 ADD #n1 :v1 REMOVE #n2',
      ExpressionAttributeNames: { '#n0': 'name', '#n1': 'seen', '#n2': 'body' },
      ExpressionAttributeValues: { ':v0': { S: 'y' }, ':v1': { N: '2' } },
    };
    expect(count('UpdateItem', of(update), true)).toMatchObject({ write: 3 });
    expect(count('GetItem', of({ TableName, Key: key('A', '1'), ConsistentRead: true }), true).read).toBe(1);
    expect(count('UpdateItem', of(update), true).write).toBe(1);
  });

  it('of a batch of reads are those of each item, there or not', () => {
    const count = tableUnits();
    count('PutItem', of(put('A', '1', { body: text(5000) })), true);
    const Keys = [key('A', '1'), key('A', '2')];
    const batch = (ConsistentRead: boolean) => of({ RequestItems: { [TableName]: { Keys, ConsistentRead } } });
    expect(count('BatchGetItem', batch(true), true)).toEqual({ write: 0, read: 3, grew: 0 });
    expect(count('BatchGetItem', batch(false), true).read).toBe(1.5);
    expect(count('BatchGetItem', of({ RequestItems: { [TableName]: { Keys } } }), true).read).toBe(1.5);
  });

  it('count an index once when its key stays, and twice when it moves', () => {
    const count = tableUnits();
    const due = (at: string) => ({ queue: { S: 'EXPIRY' }, due: { S: at } });
    expect(count('PutItem', of(put('A', '1', due('2026-01-01'))), true).write).toBe(2);
    expect(count('PutItem', of(put('A', '1', { ...due('2026-01-01'), more: { S: 'z' } })), true).write).toBe(2);
    expect(count('PutItem', of(put('A', '1', due('2026-01-02'))), true).write).toBe(3);
    expect(count('DeleteItem', of({ TableName, Key: key('A', '1') }), true).write).toBe(2);
  });

  it('bill a refused write, and keep what was there', () => {
    const count = tableUnits();
    count('PutItem', of(put('A', '1', { body: text(1500) })), true);
    expect(count('PutItem', of(put('A', '1')), false)).toEqual({ write: 2, read: 0, grew: 0 });
    expect(count('GetItem', of({ TableName, Key: key('A', '1'), ConsistentRead: true }), true).read).toBe(1);
  });

  it('of a query add up what it finds, by half where an index may be late', () => {
    const count = tableUnits();
    for (const sk of ['AUDIT#1', 'AUDIT#2', 'META'])
      count('PutItem', of(put('A', sk, { body: text(3000), month: { S: '2026-11' }, openedAt: { S: sk } })), true);
    const own = { TableName, ConsistentRead: true };
    const all = { ...own, ExpressionAttributeValues: { ':v': { S: 'A' } } };
    const some = { ...own, ExpressionAttributeValues: { ':v': { S: 'A' }, ':prefix': { S: 'AUDIT#' } } };
    const listed = { TableName, IndexName: 'by-month', ExpressionAttributeValues: { ':month': { S: '2026-11' } } };
    expect(count('Query', of(all), true).read).toBe(3);
    expect(count('Query', of(some), true).read).toBe(2);
    expect(count('Query', of(listed), true).read).toBe(1.5);
  });

  it('say how much the table grew, a copy in each index included', () => {
    const count = tableUnits();
    const item = { body: text(100), month: { S: '2026-11' }, openedAt: { S: 'now' } };
    const { grew } = count('PutItem', of(put('A', '1', item)), true);
    expect(grew).toBe(2 * sizeOf({ ...key('A', '1'), ...item }));
    expect(count('DeleteItem', of({ TableName, Key: key('A', '1') }), true).grew).toBe(-grew);
  });

  it('refuse a call that they cannot count', () => {
    expect(() => tableUnits()('Scan', '{}', true)).toThrow('Scan');
  });
});
