import { setTimeout as sleep } from 'node:timers/promises';
import { buttonsOf, cardsOf, press } from '../../local/hands';
import { type Records, watchRecords } from '../../local/records';
import { STRANGER } from '../../local/settings';
import { raiseStage, type Stage } from '../../local/stage';
import { cordon } from './command';

jest.setTimeout(300_000);

let stage: Stage;
let records: Records;
beforeAll(async () => {
  stage = await raiseStage();
  records = watchRecords(stage);
});
afterAll(() => stage?.stop());

const until = async <T>(what: string, look: () => Promise<T | undefined> | T | undefined, ms = 60_000): Promise<T> => {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(150)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`Waited ${ms / 1000} s for ${what}`);
};

const testCard = () => cardsOf(stage).findLast((card) => buttonsOf(card).some((one) => one.action_id === 'test'));
const testButton = async () => {
  const card = await until('the test message', testCard);
  const button = buttonsOf(card).find((one) => one.action_id === 'test');
  if (!button) throw new Error('The test message lost its button');
  return { card, button };
};

describe('cordon verify', () => {
  test('posts a message, waits for a click, and says who clicked and how long it took', async () => {
    const running = cordon(stage, 'dana', ['verify', '--timeout', '60']);
    const { card, button } = await testButton();
    expect(card.channel).toBe(stage.settings.slack.channels.urgent);
    const value = button.value === undefined ? {} : { value: button.value };
    await stage.slack.control.click({ user: STRANGER.id, channel: card.channel, ts: card.ts, actionId: 'test', ...value });
    await until('the refusal', () => (/was turned away/.test(running.said()) ? true : undefined));
    await press(stage.slack, 'eli', card, button);
    const { code, out } = await running.ended;
    expect(out).toMatch(/Eli clicked; Slack’s signature was verified, and Cordon knows Eli/);
    expect(out).toMatch(/Message: \d+\.\d s until it stood\. Click: \d+\.\d s until it was on record/);
    expect(code).toBe(0);
    await until('the message to say so', () =>
      cardsOf(stage).some((one) => JSON.stringify(one.blocks).includes('Test passed')) ? true : undefined,
    );
    expect((await records.audit('control')).map(({ event }) => event)).toEqual([
      'slack.test-asked',
      'slack.test-refused',
      'slack.test-clicked',
    ]);
    expect(await records.current(10)).toEqual([]);
  });

  test('names the cure when nobody clicks', async () => {
    const { code, out } = await cordon(stage, 'dana', ['verify', '--timeout', '5']).ended;
    expect(code).toBe(5);
    expect(out).toMatch(/The message stands in C0URGENT1, but no click came through within 5 s/);
    expect(out).toContain('Interactivity');
  });

  test('is refused to whoever answers for nothing', async () => {
    const { code, said } = await cordon(stage, 'sam', ['verify']).ended;
    expect(code).toBe(3);
    expect(said).toContain('may send a test message');
  });
});
