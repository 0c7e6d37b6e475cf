import { settingsSchema } from '../../playbooks/kit/settings-schema';
import { channelOf } from '../../slack-app/cards';
import { viewOf } from '../../slack-app/views';
import { closed, record } from './records';
import { settings, target } from './support';

const DRILL = { origin: { by: 'drill' } } as const;
const plain = settings;
const drilled = settingsSchema.parse({ ...plain, drills: { channel: 'C0DRILLS', targets: [target] } });
const drawn = (one = record({}, DRILL)) => {
  const card = viewOf(one)?.({ record: one, settings: drilled });
  return { text: card?.text ?? '', blocks: JSON.stringify(card?.blocks) };
};

describe('the card of a drill', () => {
  it('says DRILL before anything else, and that nobody has to answer', () => {
    const { text, blocks } = drawn();
    expect(text).toMatch(/^DRILL, nobody has to answer/);
    expect(blocks).toContain('🎯 DRILL, nobody has to answer · ');
    expect(blocks).toContain('Nothing happened, and nothing will be changed');
  });

  it('says so when it is over, too', () => {
    expect(drawn(closed('not applicable', {}, DRILL)).blocks).toContain('🎯 DRILL, over · ');
  });

  it('stands in the channel of drills, however severe its finding', () => {
    expect(channelOf(record({}, DRILL), drilled)).toBe('C0DRILLS');
    expect(channelOf(record(), drilled)).toBe(drilled.slack.channels.urgent);
  });

  it('is nothing that a real incident looks like', () => {
    expect(drawn(record()).blocks).not.toContain('DRILL');
  });
});
