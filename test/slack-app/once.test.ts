import { once } from '../../slack-app/once';

const clock = () => {
  const made = { at: 0, now: () => made.at };
  return made;
};

describe('what is made once', () => {
  it('serves every call of the next minute, those at the same time too', async () => {
    const time = clock();
    const make = jest.fn(async () => ({}));
    const get = once(make, time.now);
    const [first, second] = await Promise.all([get(), get()]);
    time.at = 59_000;
    expect([second, await get()]).toEqual([first, first]);
    expect(make).toHaveBeenCalledTimes(1);
  });

  it('is made anew after that, so that a new secret counts', async () => {
    const time = clock();
    const make = jest.fn().mockResolvedValueOnce('old').mockResolvedValueOnce('new');
    const get = once(make, time.now);
    expect(await get()).toBe('old');
    time.at = 60_000;
    expect(await get()).toBe('new');
  });

  it('serves on when it cannot be made anew', async () => {
    const time = clock();
    const make = jest.fn().mockResolvedValueOnce('old').mockRejectedValue(new Error('away'));
    const get = once(make, time.now);
    await get();
    time.at = 60_000;
    expect(await get()).toBe('old');
  });

  it('is tried again at the next call when it never was made', async () => {
    const time = clock();
    const make = jest.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue('made');
    const get = once(make, time.now);
    await expect(get()).rejects.toThrow('away');
    expect(await get()).toBe('made');
  });
});
