import { earlierIncidents } from '../../../playbooks/facts/earlier-incidents';
import type { EarlierIncident } from '../../../playbooks/kit/fact';

const incident = (n: number): EarlierIncident => ({
  incidentId: `inc-abcdefghij-${n}`,
  playbook: 'isolate-instance',
  outcome: 'undone',
  closedAt: `2026-11-0${n}T00:00:00.000Z`,
});

test('a target that was never in an incident is said so', () => {
  expect(earlierIncidents.describe([])).toEqual(['none: this target has not been in an incident before']);
});

test('the newest five are told, the rest are counted', () => {
  const lines = earlierIncidents.describe([7, 6, 5, 4, 3, 2, 1].map(incident));
  expect(lines[0]).toBe('2026-11-07T00:00:00.000Z: undone (isolate-instance, inc-abcdefghij-7)');
  expect(lines).toHaveLength(6);
  expect(lines[5]).toBe('and 2 before these');
});
