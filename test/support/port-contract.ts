import type { RecordPort } from '../../incidents/port';

/** What the record relies on. Every RecordPort passes it, the one in memory and the one on DynamoDB. */
export const portContract = (open: () => RecordPort): void => {
  let seed = 0;
  const fresh = (): { port: RecordPort; pk: string } => ({
    port: open(),
    pk: `INCIDENT#contract-${seed++}-${process.pid}`,
  });

  it('gives back what was put, without attributes that are undefined', async () => {
    const { port, pk } = fresh();
    const nested = { list: [1, 'two', { three: null }], flag: false, size: 1.5 };
    expect(await port.write([{ kind: 'put', item: { pk, sk: 'A', nested } }])).toEqual({ ok: true });
    expect(await port.write([{ kind: 'update', key: { pk, sk: 'A' }, set: { more: undefined, other: 'x' } }])).toEqual({
      ok: true,
    });
    expect(await port.get({ pk, sk: 'A' })).toEqual({ pk, sk: 'A', nested, other: 'x' });
    expect(await port.get({ pk, sk: 'none' })).toBeUndefined();
  });

  it('gives many items at once, across partitions, and nothing for those that are not there', async () => {
    const { port, pk } = fresh();
    const keys = Array.from({ length: 60 }, (_, at) => ({ pk: `${pk}/${at % 7}`, sk: `S${at}` }));
    for (const key of keys.slice(0, 40)) await port.write([{ kind: 'put', item: { ...key, value: key.sk } }]);
    const found = await port.getAll(keys);
    expect(found.map(({ sk }) => sk).sort()).toEqual(
      keys
        .slice(0, 40)
        .map(({ sk }) => sk)
        .sort(),
    );
    expect(found.every((item) => item['value'] === item.sk)).toBe(true);
  });

  it('lists a partition, or a prefix of it, in the order of its sort keys', async () => {
    const { port, pk } = fresh();
    for (const sk of ['ROW#000000010', 'ROW#000000002', 'HEAD', 'ROW#000000001'])
      await port.write([{ kind: 'put', item: { pk, sk } }]);
    expect((await port.list(pk)).map(({ sk }) => sk)).toEqual([
      'HEAD',
      'ROW#000000001',
      'ROW#000000002',
      'ROW#000000010',
    ]);
    expect((await port.list(pk, 'ROW#')).map(({ sk }) => sk)).toEqual([
      'ROW#000000001',
      'ROW#000000002',
      'ROW#000000010',
    ]);
    expect(await port.list(`${pk}-none`)).toEqual([]);
  });

  it('lists more than one page of a megabyte', async () => {
    const { port, pk } = fresh();
    const filling = 'x'.repeat(300_000);
    for (const sk of ['1', '2', '3', '4', '5']) await port.write([{ kind: 'put', item: { pk, sk, filling } }]);
    expect((await port.list(pk)).map(({ sk }) => sk)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('writes all operations or none, and names those whose condition did not hold', async () => {
    const { port, pk } = fresh();
    await port.write([{ kind: 'put', item: { pk, sk: 'there', count: 3 } }]);
    const written = await port.write([
      { kind: 'put', item: { pk, sk: 'new' }, when: { absent: true } },
      { kind: 'put', item: { pk, sk: 'there' }, when: { absent: true } },
      { kind: 'update', key: { pk, sk: 'gone' }, set: { x: 1 }, when: { exists: true } },
    ]);
    expect(written).toEqual({ ok: false, failed: [1, 2] });
    expect((await port.list(pk)).map(({ sk }) => sk)).toEqual(['there']);
  });

  it.each([
    ['absent', { absent: true as const }, false],
    ['exists', { exists: true as const }, true],
    ['an equal string', { equals: { name: 'dana' } }, true],
    ['an unequal string', { equals: { name: 'lee' } }, false],
    ['an equal boolean', { equals: { open: false } }, true],
    ['an attribute that is missing', { equals: { nothing: 'x' } }, false],
    ['missing', { missing: ['nothing'] }, true],
    ['not missing', { missing: ['name'] }, false],
    ['missing or below, missing', { missingOrBelow: { nothing: 'x' } }, true],
    ['missing or below, below', { missingOrBelow: { name: 'e' } }, true],
    ['missing or below, above', { missingOrBelow: { name: 'a' } }, false],
    ['missing or below, a smaller number', { missingOrBelow: { count: 4 } }, true],
    ['missing or below, the same number', { missingOrBelow: { count: 3 } }, false],
    ['missing or below, another type', { missingOrBelow: { name: 4 } }, false],
    ['all parts', { exists: true as const, equals: { name: 'dana', count: 3 }, missing: ['nothing'] }, true],
    ['all parts but one', { exists: true as const, equals: { name: 'dana', count: 4 } }, false],
  ])('holds a condition on %s, alone and in a transaction', async (_name, when, ok) => {
    const { port, pk } = fresh();
    const key = { pk, sk: 'A' };
    await port.write([{ kind: 'put', item: { ...key, name: 'dana', count: 3, open: false } }]);
    const expected = ok ? { ok: true } : { ok: false, failed: [0] };
    expect(await port.write([{ kind: 'update', key, set: { seen: true }, when }])).toEqual(expected);
    const both = await port.write([
      { kind: 'update', key, set: { seen: 'twice' }, when },
      { kind: 'put', item: { pk, sk: 'B' } },
    ]);
    expect(both).toEqual(expected);
    expect((await port.get({ pk, sk: 'B' })) !== undefined).toBe(ok);
  });

  it('sets, adds and removes in one update, and makes the item when it is not there', async () => {
    const { port, pk } = fresh();
    const key = { pk, sk: 'A' };
    await port.write([{ kind: 'update', key, set: { open: true }, add: { count: 2 } }]);
    await port.write([{ kind: 'update', key, add: { count: 3 }, remove: ['open'], set: { text: 'x' } }]);
    expect(await port.get(key)).toEqual({ ...key, count: 5, text: 'x' });
  });

  it('throws when one item is written twice in a transaction', async () => {
    const { port, pk } = fresh();
    const twice = [
      { kind: 'put' as const, item: { pk, sk: 'A' } },
      { kind: 'update' as const, key: { pk, sk: 'A' }, set: { x: 1 } },
    ];
    await expect(port.write(twice)).rejects.toThrow();
  });

  it('lists what is due in a queue, soonest first, and nothing that is not queued', async () => {
    const { port, pk } = fresh();
    const due = (sk: string, at: string, queue = pk) => port.write([{ kind: 'put', item: { pk, sk, queue, due: at } }]);
    await due('late', '2026-11-23T12:00:02.000Z');
    await due('soon', '2026-11-23T12:00:01.000Z');
    await due('far', '2026-11-23T13:00:00.000Z');
    await due('other', '2026-11-23T12:00:00.000Z', `${pk}-other`);
    await port.write([{ kind: 'put', item: { pk, sk: 'none' } }]);
    expect((await port.due(pk, '2026-11-23T12:00:02.000Z')).map(({ sk }) => sk)).toEqual(['soon', 'late']);
  });

  it('lists a month, newest first, page by page, also where several were opened at the same moment', async () => {
    const { port, pk } = fresh();
    const put = (sk: string, openedAt: string, month = pk) =>
      port.write([{ kind: 'put', item: { pk, sk, month, openedAt } }]);
    for (const sk of ['1', '2', '3']) await put(sk, '2026-11-23T12:00:01.000Z');
    await put('old', '2026-11-01T00:00:00.000Z');
    await put('new', '2026-11-30T23:59:59.999Z');
    await put('other', '2026-10-31T00:00:00.000Z', `${pk}-other`);
    await port.write([{ kind: 'put', item: { pk, sk: 'none' } }]);
    const whole = (await port.month(pk, 100)).map(({ sk }) => sk);
    expect(whole).toHaveLength(5);
    expect([whole[0], whole.at(-1)]).toEqual(['new', 'old']);
    const first = await port.month(pk, 3);
    const last = first.at(-1);
    expect(last).toBeDefined();
    const rest = await port.month(pk, 3, { pk, sk: last?.sk ?? '', openedAt: String(last?.['openedAt']) });
    expect([...first, ...rest].map(({ sk }) => sk)).toEqual(whole);
    expect(await port.month(`${pk}-none`, 3)).toEqual([]);
  });

  it('lets one of many that race for an absent item win, and counts every addition', async () => {
    const { port, pk } = fresh();
    const racers = Array.from({ length: 20 }, (_, index) =>
      port.write([
        { kind: 'put', item: { pk, sk: 'LOCK', by: index }, when: { absent: true } },
        { kind: 'put', item: { pk, sk: `OWN#${index}` } },
      ]),
    );
    expect((await Promise.all(racers)).filter(({ ok }) => ok)).toHaveLength(1);
    await Promise.all(
      Array.from({ length: 20 }, () => port.write([{ kind: 'update', key: { pk, sk: 'COUNT' }, add: { count: 1 } }])),
    );
    expect((await port.get({ pk, sk: 'COUNT' }))?.['count']).toBe(20);
  });
};
