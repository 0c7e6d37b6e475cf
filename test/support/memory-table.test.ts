import { memoryTable } from './memory-table';
import { portContract } from './port-contract';

describe('the table in memory', () => {
  portContract(() => memoryTable());

  it('answers an injected conflict as another transaction in the way, and stores nothing', async () => {
    const port = memoryTable({ before: ({ kind }) => (kind === 'write' ? 'conflict' : undefined) });
    expect(await port.write([{ kind: 'put', item: { pk: 'a', sk: 'b' } }])).toEqual({ ok: false, failed: [] });
    expect(port.items()).toEqual([]);
  });

  it('keeps a write whose answer is lost', async () => {
    const port = memoryTable({
      after: () => {
        throw new Error('lost');
      },
    });
    await expect(port.write([{ kind: 'put', item: { pk: 'a', sk: 'b' } }])).rejects.toThrow('lost');
    expect(port.items()).toEqual([{ pk: 'a', sk: 'b' }]);
  });
});
