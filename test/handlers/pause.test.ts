import { handler } from '../../handlers/pause';
import { readPause } from '../../incidents/control';
import { readAudit } from '../../incidents/read';
import type { Store } from '../../incidents/store';
import { openHub } from './hub';

const mockPlace: { store?: Store } = {};
jest.mock('../../adapters/store', () => ({ storeFromEnv: () => mockPlace.store }));

const open = (): Store => {
  const { store } = openHub();
  mockPlace.store = store;
  return store;
};

describe('the kill switch, thrown by hand', () => {
  it('stands on record with its reason, and says where it was thrown', async () => {
    const store = open();
    expect(await handler({ paused: true, reason: 'an outage of our own' })).toEqual({ paused: true });
    expect(await readPause(store)).toMatchObject({ paused: true, by: 'the AWS console' });
  });

  it('never passes for the word of a person whom it names', async () => {
    const store = open();
    await handler({ paused: true, reason: 'an outage', by: 'dana' });
    expect(await readPause(store)).toMatchObject({ by: 'dana (unverified)' });
    expect(await readAudit(store, 'control', 0)).toMatchObject([
      { actor: 'dana (unverified)', text: 'All changes are paused, by dana (unverified): an outage', page: true },
    ]);
  });

  it.each([
    ['no word of which way', { reason: 'an outage' }, 'paused must be true or false'],
    ['no reason', { paused: true }, 'reason must say why'],
  ])('takes %s for a mistake, and says what to send', async (_, event, words) => {
    const store = open();
    await expect(handler(event)).rejects.toThrow(words);
    expect((await readPause(store)).paused).toBe(false);
  });
});
