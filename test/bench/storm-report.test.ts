import { missedInStorm, type StormResults } from '../../bench/storm/report';

const asked = (inRecord: number, inSlack: number) => ({ inRecord, inSlack });
const results: StormResults = {
  sent: { events: 100, targets: 10, criticals: 5 },
  idle: [asked(200, 220)],
  stormy: [asked(400, 440)],
  counted: {
    ...{ accepted: 105, opened: 15, joined: 20, repeats: 70, left: 0, behindNews: 0 },
    ...{ targets: 15, runsAmiss: 0, requestsAmiss: 0, cardsAmiss: 0 },
  },
  behind: 1,
  throughput: { cordon: 80, peer: 100 },
  members: { all: 10, behind: 1 },
};

it('misses nothing at the very limits', () => expect(missedInStorm(results)).toEqual([]));

it.each([
  ['a slower request', { stormy: [asked(410, 440)] }, /asks on record after 2.05 times/],
  ['a later card', { stormy: [asked(400, 460)] }, /asks in Slack after 2.09 times/],
  ['less throughput', { throughput: { cordon: 79, peer: 100 } }, /takes in 0.79 times/],
  ['a lost delivery', { counted: { ...results.counted, accepted: 104 } }, /the record counts 104/],
  ['a second card', { counted: { ...results.counted, cardsAmiss: 1 } }, /exactly once/],
])('names %s', (_, over, said) => {
  const missed = missedInStorm({ ...results, ...over });
  expect(missed).toHaveLength(1);
  expect(missed[0]).toMatch(said);
});
