import type { Ack } from '../../bench/cold-ack';
import { acksText, missedAcks } from '../../bench/cold-ack-report';

const acks = (confirmed: boolean, ...slow: readonly number[]): readonly Ack[] =>
  [...Array.from({ length: 50 - slow.length }, () => 400), ...slow].map((ms) => ({ ms, confirmed }));

describe('the limit of the first answer', () => {
  it('is kept below a second, with Slack and without', () => {
    expect(missedAcks({ reachable: acks(true, 990), blackHoled: acks(false, 999) })).toEqual([]);
  });

  it('is missed at the 99th of a hundred, on either side', () => {
    expect(missedAcks({ reachable: acks(true, 2000), blackHoled: acks(false) })).toEqual([
      'Cold acknowledgement while Slack answers: p99 is 1216 ms; the target is below 1000 ms.',
    ]);
    expect(missedAcks({ reachable: acks(true), blackHoled: acks(false, 1000, 1000) })).toEqual([
      'Cold acknowledgement while Slack is silent: p99 is 1000 ms; the target is below 1000 ms.',
    ]);
  });

  it('is not kept beside a Slack that was not what it should be', () => {
    const [sentence] = missedAcks({ reachable: acks(false), blackHoled: acks(false) });
    expect(sentence).toBe("50 answers while Slack answers were not given with Slack's word on the person.");
    expect(missedAcks({ reachable: acks(true), blackHoled: acks(true) })).toHaveLength(1);
  });

  it('stands beside the median and the longest', () => {
    const lines = acksText({ reachable: acks(true, 900), blackHoled: acks(false, 900) });
    expect(lines.find((line) => line.includes('Slack is silent'))).toMatch(/ 400 ms +655 ms +900 ms {2}p99 < 1000 ms/);
  });
});
