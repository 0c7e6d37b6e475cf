import { fixtureNames, loadFixture } from '../../../local/findings';
import { findingIn, findingInText, Unsendable } from '../../../local/page/document';
import { parseFinding } from '../../../playbooks/kit/parse-finding';

const refusalOf = (work: () => unknown): Unsendable => {
  try {
    work();
  } catch (error) {
    if (error instanceof Unsendable) return error;
    throw error;
  }
  throw new Error('It was taken');
};

describe('a document that a person gives', () => {
  const readable = fixtureNames.filter((name) => parseFinding(loadFixture(name)).ok);

  it.each(readable)('is sent as GuardDuty would publish it, and reads as before: %s', (name) => {
    const given = parseFinding(loadFixture(name));
    const sent = parseFinding({
      source: 'aws.guardduty',
      'detail-type': 'GuardDuty Finding',
      detail: findingIn(loadFixture(name)),
    });
    if (!given.ok || !sent.ok) throw new Error('refused');
    expect({ ...sent.finding, form: given.finding.form }).toEqual(given.finding);
  });

  it.each(fixtureNames.filter((name) => !readable.includes(name)))('is refused in the parser’s words: %s', (name) => {
    const parsed = parseFinding(loadFixture(name));
    if (parsed.ok) throw new Error('taken');
    const refusal = refusalOf(() => findingIn(loadFixture(name)));
    expect(refusal.path).toBe(parsed.refusal.path);
    expect(refusal.message).toContain(parsed.refusal.message);
  });

  it('names the path that is wrong', () => {
    const { detail, ...envelope } = loadFixture('ec2-command-and-control');
    const broken = { ...envelope, detail: { ...(detail as object), updatedAt: 'yesterday' } };
    expect(refusalOf(() => findingIn(broken)).message).toMatch(/^detail\.updatedAt must be a time such as /);
  });

  it.each([
    ['', 'There is nothing to read.'],
    ['{ "detail": ', 'This is not JSON: unexpected end of JSON input.'],
    ['[]', 'The document is a list of 0; give one finding at a time.'],
  ])('is refused with a sentence when it is %j', (text, sentence) => {
    expect(refusalOf(() => findingInText(text)).message).toBe(sentence);
  });

  it('says what stands where JSON should go on', () => {
    const { message } = refusalOf(() => findingInText('{\n  "detail": oops\n}'));
    expect(message).toMatch(/^This is not JSON: unexpected token '?o/);
    expect(message).not.toContain('\n');
  });
});
