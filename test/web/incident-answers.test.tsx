import { fieldOf, incidentPath, isMissing, isRefusal, messageOf } from '../../console/web/incident/api';
import { sayDecided } from '../../console/web/incident/decided-words';
import { consolePages } from '../../console/web/incident/links';

class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}

describe('what came of a vote', () => {
  test('a recorded vote says how many are still missing', () => {
    expect(sayDecided({ kind: 'voted', approvals: 1, needed: 2 })).toEqual({
      refused: false,
      text: 'Your approval is recorded: 1 of 2. It waits for somebody else.',
    });
  });

  test('a vote that came too late, or was refused, is never told as done', () => {
    expect(sayDecided({ kind: 'decided', status: 'EXPIRED' }).refused).toBe(true);
    expect(sayDecided({ kind: 'decided', status: 'WITHDRAWN' }).refused).toBe(true);
    const refused = { kind: 'refused', code: 'not-eligible', text: 'Mika owns the resource.' } as const;
    expect(sayDecided(refused)).toEqual({ refused: true, text: 'Mika owns the resource.' });
    expect(sayDecided({ kind: 'decided', status: 'APPROVED' })).toMatchObject({ refused: false });
  });
});

describe('errors of the hub', () => {
  test('a refusal is a sentence with the field that is wrong; a fault is neither', () => {
    const refused = new Refused(400, 'These are not the last four characters.', 'typed');
    expect([isRefusal(refused), fieldOf(refused), messageOf(refused)]).toEqual([true, 'typed', refused.message]);
    expect([isRefusal(new Refused(500, 'x')), isRefusal(new Error('x')), isRefusal(undefined)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(isMissing(new Refused(404, 'There is no such incident.'))).toBe(true);
  });

  test('an error without words gets some', () => {
    expect(messageOf(undefined)).toBe('The answer could not be read. Please try again.');
  });

  test('an id from an address cannot leave its place in the path', () => {
    expect(incidentPath('../pause', '/now')).toBe('/incidents/..%2Fpause/now');
  });
});

describe('links', () => {
  test.each([
    'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#InstanceDetails:instanceId=i-1',
    'https://console.aws.amazon.com/states/home',
    'https://console.amazonaws-us-gov.com/iam/home',
    'https://cn-north-1.console.amazonaws.cn/ec2/home',
  ])('%s is a page of the AWS console', (url) => {
    expect(consolePages([{ title: 'Page', url }])).toHaveLength(1);
  });

  test.each([
    'javascript:alert(1)',
    'https://console.aws.amazon.com.evil.example/',
    'https://evil.example/#https://console.aws.amazon.com/',
    'https://user@evil.example/console.aws.amazon.com/',
    'http://console.aws.amazon.com/',
    'https://evilconsole.aws.amazon.com/',
  ])('%s is not shown as a link', (url) => {
    expect(consolePages([{ title: 'Page', url }])).toEqual([]);
  });
});
