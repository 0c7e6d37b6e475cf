import type { AnyPlaybook } from '../../playbooks/kit/playbook';

// What stands in angle brackets is what the person fills in; left as it is, it is refused with the field's name.
const ACCOUNT = '<12-digit account id, such as 222222222222>';
const REGION = '<Region, such as eu-west-1>';

const TARGETS: Readonly<Record<AnyPlaybook['targetKind'], object>> = {
  'ec2-instance': { accountId: ACCOUNT, region: REGION, id: '<instance id, such as i-0123456789abcdef0>' },
  'iam-user': { accountId: ACCOUNT, id: '<unique id of the user, such as AIDACKCEVSQ6C2EXAMPLE>' },
  finding: { accountId: ACCOUNT, region: REGION, id: '<id of the finding, such as 5ac2a1c6f3d84e0e9f3a1c2b3d4e5f60>' },
};

/** What a person gives to “Start execution” of the Step Functions console, with marks to fill in. `lines`: for a page, not for a comment. */
export const consoleInputOf = (playbook: AnyPlaybook, lines?: 'lines'): string =>
  JSON.stringify(
    { target: TARGETS[playbook.targetKind], reason: '<why, in a sentence>' },
    null,
    lines === 'lines' ? 2 : undefined,
  );

/** How to find what the marks ask for, where that is not on every page of the AWS console. */
export const findingOutOf = (playbook: AnyPlaybook): string =>
  playbook.targetKind === 'iam-user'
    ? ' A user is named by its unique id, which no other user ever gets: `aws iam get-user --user-name <name> --query User.UserId` shows it.'
    : '';
