import { verifyChain } from '../../incidents/audit';
import { takeBreaker } from '../../incidents/breaker';
import { readPause, setPause } from '../../incidents/control';
import { readAudit } from '../../incidents/read';
import { setup } from '../support/record-steps';

const ACCOUNT = '222222222222';

describe('the breaker of an account', () => {
  it('lets so many disruptive steps through within an hour, and says so when it opens', async () => {
    const { store } = setup();
    for (const id of ['inc-a-1', 'inc-b-1', 'inc-c-1'])
      expect(await takeBreaker(store, ACCOUNT, id, 'quarantine')).toEqual({ ok: true });
    expect(await takeBreaker(store, ACCOUNT, 'inc-d-1', 'quarantine')).toEqual({
      ok: false,
      code: 'breaker-open',
      text: 'The breaker of staging is open: 3 disruptive steps within an hour. Nothing was changed.',
      page: true,
    });
    expect(await takeBreaker(store, '333333333333', 'inc-d-1', 'quarantine')).toEqual({ ok: true });
  });

  it('counts the same step of the same incident once', async () => {
    const { store } = setup();
    for (let run = 0; run < 5; run += 1)
      expect(await takeBreaker(store, ACCOUNT, 'inc-a-1', 'quarantine')).toEqual({ ok: true });
    expect(await takeBreaker(store, ACCOUNT, 'inc-b-1', 'quarantine')).toEqual({ ok: true });
  });

  it('looks back sixty minutes, also across the turn of the hour', async () => {
    const { store, time } = setup();
    time.forward(50);
    for (const id of ['inc-a-1', 'inc-b-1', 'inc-c-1']) await takeBreaker(store, ACCOUNT, id, 'quarantine');
    time.forward(20);
    expect((await takeBreaker(store, ACCOUNT, 'inc-d-1', 'quarantine')).ok).toBe(false);
    time.forward(41);
    expect((await takeBreaker(store, ACCOUNT, 'inc-d-1', 'quarantine')).ok).toBe(true);
  });

  it('lets no more through when many come at once', async () => {
    const { store } = setup();
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, index) => takeBreaker(store, ACCOUNT, `inc-${index}-1`, 'quarantine')),
    );
    expect(all.filter(({ ok }) => ok)).toHaveLength(3);
  });
});

describe('the kill switch', () => {
  it('is off until someone throws it, with a row that pages', async () => {
    const { store } = setup();
    expect((await readPause(store)).paused).toBe(false);
    await setPause(store, { paused: true, reason: 'change freeze', by: 'dana' });
    expect(await readPause(store)).toEqual({
      paused: true,
      reason: 'change freeze',
      by: 'dana',
      at: '2026-11-23T03:00:00.000Z',
    });
    await setPause(store, { paused: false, reason: 'freeze over', by: 'the AWS console' });
    const rows = await readAudit(store, 'control', 0);
    expect(rows.map(({ text, page }) => [text, page])).toEqual([
      ['All changes are paused, by Dana: change freeze', true],
      ['Changes are allowed again, by the AWS console: freeze over', true],
    ]);
    expect(verifyChain(rows, 'control')).toEqual({ ok: true });
  });

  it('counts as thrown when it cannot be read as off', async () => {
    const { store, table } = setup();
    table.force({ pk: 'INCIDENT#control', sk: 'PAUSE', paused: 'no' });
    expect((await readPause(store)).paused).toBe(true);
  });
});
