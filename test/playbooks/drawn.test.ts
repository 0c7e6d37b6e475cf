import { playbooks } from '../../playbooks/index';

test.each(playbooks.map((playbook) => [playbook.id, playbook] as const))(
  '%s is drawn if it changes something, from facts that it has, the ones that it needs among them',
  (_, playbook) => {
    const changes = playbook.steps.length > 0;
    expect([playbook.draw !== undefined, playbook.drawnFrom !== undefined]).toEqual([changes, changes]);
    const from: readonly string[] = playbook.drawnFrom ?? [];
    expect(Object.keys(playbook.facts)).toEqual(expect.arrayContaining([...from]));
    if (changes) expect(from).toEqual(expect.arrayContaining([...playbook.needs]));
  },
);
