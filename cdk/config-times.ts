import type { ApprovalRule } from '../playbooks/kit/settings-schema';
import { problem } from './config-problem';
import type { CheckedConfig } from './config-schema';

type Timing = Pick<ApprovalRule, 'deadlineMinutes' | 'remindAfterMinutes' | 'escalate'>;

/** Reminders and escalations that come when the request has expired, and more votes than there are people to give them. */
export const timesAndPeople = ({ approval, people }: CheckedConfig): readonly string[] =>
  Object.entries(approval).flatMap(([risk, rule]) => [
    ...tooLate(`approval.${risk}`, rule),
    ...Object.entries(rule.in ?? {}).flatMap(([environment, own]) =>
      tooLate(`approval.${risk}.in.${environment}`, {
        deadlineMinutes: own.deadlineMinutes ?? rule.deadlineMinutes,
        remindAfterMinutes: own.remindAfterMinutes ?? rule.remindAfterMinutes,
        escalate: own.escalate ?? rule.escalate,
      }),
    ),
    ...tooFew(`approval.${risk}`, rule, people),
  ]);

const tooLate = (path: string, { deadlineMinutes, remindAfterMinutes, escalate }: Timing): readonly string[] =>
  [
    { field: 'remindAfterMinutes', minutes: remindAfterMinutes, nobody: 'nobody would be reminded' },
    { field: 'escalate.afterMinutes', minutes: escalate?.afterMinutes ?? 0, nobody: 'nobody else would be asked' },
  ]
    .filter(({ minutes }) => minutes >= deadlineMinutes)
    .map(({ field, minutes, nobody }) =>
      problem(
        `${path}.${field} is ${minutes}, and the request expires after ${deadlineMinutes} minutes: ${nobody}.`,
        deadlineMinutes / 2,
      ),
    );

const tooFew = (path: string, rule: ApprovalRule, people: CheckedConfig['people']): readonly string[] => {
  const tiers = [rule, ...Object.values(rule.in ?? {})].flatMap(({ escalate }) => escalate?.groups ?? []);
  const groups = [...new Set([...rule.groups, ...tiers])];
  const count = people.filter((person) => person.groups.some((group) => groups.includes(group))).length;
  // Groups in which nobody is are named by another problem.
  return Object.entries(rule.needed)
    .filter(([, needed]) => count > 0 && needed > count)
    .map(([where, needed]) =>
      problem(
        `${path}.needed.${where} is ${needed}, and ${count === 1 ? 'one person is' : `${count} people are`} in ${groups.join(' or ')}: such a request could only expire.`,
        count,
      ),
    );
};
