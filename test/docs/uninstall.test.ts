import { readFileSync } from 'node:fs';
import { asDeployed, ORGANISATION } from '../../cdk/as-deployed';
import { playbooks } from '../../playbooks/index';

interface Kept {
  readonly Type: string;
  readonly DeletionPolicy?: string;
}

describe('docs/uninstall.md', () => {
  const page = readFileSync('docs/uninstall.md', 'utf8');
  const named = [...page.matchAll(/^\| `(AWS::[\w:]+)` \|/gm)].map(([, type]) => type);

  it('lists every kind of resource that a stack leaves behind, and no other', () => {
    const kept = asDeployed(playbooks, ORGANISATION).flatMap(({ template }) =>
      (Object.values(template.Resources) as readonly Kept[])
        .filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')
        .map(({ Type }) => Type),
    );
    expect([...named].sort()).toEqual([...new Set(kept)].sort());
    expect(named.length).toBeGreaterThan(3);
  });

  it.each(['docs/uninstall.md', 'docs/deploy.md'])('leaves no stack out, nor does %s', (file) => {
    const text = readFileSync(file, 'utf8');
    const stacks = asDeployed(playbooks, ORGANISATION).map(({ stack }) => stack.stackName.replace(/-.*$/, ''));
    // Of the roles' stack, and its StackSet, the page speaks in one sentence.
    const named = (name: string) =>
      text.includes(name) || (name === 'CordonMemberRolesStackSet' && /its StackSet/.test(text));
    expect(stacks.length).toBeGreaterThan(8);
    expect(stacks.filter((name) => !named(name))).toEqual([]);
  });

  it('says of each what it holds, why it stays and how it goes', () => {
    for (const row of page.split('\n').filter((line) => line.startsWith('| `AWS::')))
      expect(
        row
          .split('|')
          .slice(2, 5)
          .every((cell) => cell.trim().length > 5),
      ).toBe(true);
  });
});
