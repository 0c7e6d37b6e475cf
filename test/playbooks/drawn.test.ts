import { playbooks } from '../../playbooks/index';

const drawn = playbooks.filter(({ draw }) => draw !== undefined);

test('playbooks name what they are drawn from exactly when they are drawn', () => {
  expect(playbooks.filter(({ drawnFrom }) => drawnFrom !== undefined)).toEqual(drawn);
  expect(drawn.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['isolate-instance', 'contain-access-key', 'replace-access-key']),
  );
});

test.each(drawn.map((playbook) => [playbook.id, playbook] as const))(
  '%s is drawn from facts that it has, those it cannot do without among them',
  (_, playbook) => {
    const from: readonly string[] = playbook.drawnFrom ?? [];
    expect(Object.keys(playbook.facts)).toEqual(expect.arrayContaining([...from]));
    expect(from).toEqual(expect.arrayContaining([...playbook.needs]));
  },
);
