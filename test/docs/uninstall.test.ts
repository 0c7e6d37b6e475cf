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
