import type { Key } from '../../incidents/port';
import { readOnce } from '../../incidents/read-once';
import { memoryTable } from '../support/memory-table';
import { clock, storeOn } from '../support/record-fixtures';

const keys = (name: string, count: number): readonly Key[] =>
  Array.from({ length: count }, (_, at) => ({ pk: `INCIDENT#${name}`, sk: String(at).padStart(3, '0') }));

const setup = () => {
  const table = memoryTable();
  const calls: (readonly Key[])[] = [];
  const { port, ...store } = storeOn(table, clock());
  const getAll = (asked: readonly Key[]) => {
    calls.push(asked);
    return port.getAll(asked);
  };
  return { table, calls, reader: readOnce({ ...store, port: { ...port, getAll } }) };
};

describe('reading once', () => {
  it('reads each item once, missing ones too', async () => {
    const { table, calls, reader } = setup();
    const [here, missing] = [
      { pk: 'INCIDENT#a', sk: '000' },
      { pk: 'INCIDENT#a', sk: '001' },
    ];
    table.force({ ...here, name: 'it is here' });
    await reader.read([here, missing, here]);
    await reader.read([missing, here]);
    expect(calls).toEqual([[here, missing]]);
    expect(reader.get(here)).toMatchObject({ name: 'it is here' });
    expect(reader.get(missing)).toBeUndefined();
  });

  it('asks for no more than one call can name', async () => {
    const { calls, reader } = setup();
    await reader.read(keys('a', 150));
    expect(calls.map(({ length }) => length)).toEqual([100, 50]);
  });

  it('reads what is likely to be wanted with the rest, and never in a call of its own', async () => {
    const { calls, reader } = setup();
    await reader.read(keys('a', 60), keys('b', 40));
    await reader.read(keys('b', 40), keys('c', 1));
    await reader.read(keys('d', 61), keys('e', 40));
    expect(calls.map(({ length }) => length)).toEqual([100, 61]);
  });

  it('knows nothing of what could not be read', async () => {
    const { table, reader } = setup();
    const key = { pk: 'INCIDENT#a', sk: '000' };
    const broken = readOnce({
      ...storeOn(table, clock()),
      port: { ...storeOn(table, clock()).port, getAll: () => Promise.reject(new Error('InternalServerError')) },
    });
    await expect(broken.read([key])).rejects.toThrow('InternalServerError');
    expect(reader.get(key)).toBeUndefined();
  });
});
