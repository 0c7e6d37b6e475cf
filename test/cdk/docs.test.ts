import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { consoleInputOf } from '../../cdk/derive/by-hand';
import { machineOf } from '../../cdk/derive/machine';
import { playbookTable, referencePage, withPlaybookTable } from '../../cdk/derive/reference';
import { docsOf, README } from '../../cdk/docs';
import { targetFrom } from '../../handlers/target-input';
import { playbooks } from '../../playbooks/index';
import { lookingPlaybook, smallPlaybook } from '../fixtures/small-playbook';

const readme = existsSync(README) ? readFileSync(README, 'utf8') : undefined;

describe('the generated documents', () => {
  it.each([...docsOf(playbooks, readme)])('%s is what npm run docs writes', (path, text) => {
    expect(existsSync(path) ? readFileSync(path, 'utf8') : 'missing').toBe(text);
  });

  it('have a page per playbook and no other', () => {
    expect(readdirSync('docs/playbooks').sort()).toEqual(playbooks.map(({ id }) => `${id}.md`).sort());
  });
});

describe('referencePage', () => {
  const page = referencePage(smallPlaybook);

  it('draws the machine, with the ways of errors dashed', () => {
    expect(page).toContain('```mermaid\nflowchart TD\n  s0["Investigate"]\n  s1{"How to proceed?"}');
    expect(page).toContain('s1 -->|ask| s2');
    expect(page).toContain('s4 -.->|fails| s8');
  });

  it('lists steps with risk, need and why one runs alone', () => {
    expect(page).toContain(
      '| 1 | Deny older sessions | `deny-sessions` | disruptive | essential | alone: it may put a policy |',
    );
  });

  it('says what undo leaves', () => {
    expect(page).toContain('- **Switch the key off**: The key stays Inactive, because it was exposed.');
  });

  it('lists the permissions of each role', () => {
    expect(page).toContain(
      '| `cordon-switch-off-contain` | `iam:TagUser` `iam:UpdateAccessKey` | `arn:aws:iam::*:user/*` |',
    );
  });

  it('says which fact decides', () => {
    expect(page).toContain('- Keys of the user (nothing is decided without it)');
  });

  it('names the settings with their default', () => {
    expect(page).toContain('| `playbooks.switch-off.shape` | `automatic`, `rotate` | `automatic` |');
  });

  it('says of a playbook that only looks that it changes nothing', () => {
    expect(referencePage(lookingPlaybook)).toContain('It changes nothing and takes no lock on its target.');
  });
});

describe('the input for the Step Functions console', () => {
  const each = [...playbooks, smallPlaybook, lookingPlaybook].map((playbook) => [playbook.id, playbook] as const);
  /** What a person types who follows each mark's own example. */
  const filledIn = (text: string): string =>
    text.replace(/<[^<>]*?(?:such as ([^<>]+))?>/g, (mark, such) => such ?? mark.slice(1, -1));

  it.each(each)('of %s is one that the playbook takes, once the marks are filled in as they say', (_, playbook) => {
    const input = JSON.parse(filledIn(consoleInputOf(playbook))) as { target: unknown; reason: string };
    expect(targetFrom(playbook, input.target)).toMatchObject({ ok: true, target: { kind: playbook.targetKind } });
    expect(input.reason).not.toBe('');
  });

  it.each(each)('of %s names the first mark that was left as it is', (_, playbook) => {
    const input = JSON.parse(consoleInputOf(playbook)) as { target: unknown };
    expect(targetFrom(playbook, input.target)).toEqual({
      ok: false,
      field: 'target.accountId',
      message: 'is not a 12-digit account id',
    });
  });

  it.each(each)('of %s stands on its page and ends the comment of its machine, word for word', (_, playbook) => {
    const comment = machineOf(playbook).Comment;
    const onPage = /## Start it by hand[\s\S]*?```json\n([\s\S]*?)\n```/.exec(referencePage(playbook))?.[1] ?? '';
    expect(JSON.parse(comment.slice(comment.indexOf('{')))).toEqual(JSON.parse(onPage));
  });
});

describe('withPlaybookTable', () => {
  it('renews what stands between the markers and nothing else', () => {
    const text = 'before\n<!-- playbooks -->\nold\n<!-- /playbooks -->\nafter';
    const renewed = withPlaybookTable(text, [smallPlaybook]);
    expect(renewed).toBe(`before\n<!-- playbooks -->\n${playbookTable([smallPlaybook])}\n<!-- /playbooks -->\nafter`);
    expect(renewed).toContain('[Switch off a key](docs/playbooks/switch-off.md)');
    expect(withPlaybookTable(renewed, [smallPlaybook])).toBe(renewed);
  });

  it('says which lines a README without markers needs', () => {
    expect(() => withPlaybookTable('# Cordon', [])).toThrow('<!-- playbooks -->');
  });
});
