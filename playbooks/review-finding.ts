import { earlierIncidents } from './facts/earlier-incidents';
import { findingNow } from './facts/finding-now';
import { recentActivity } from './facts/recent-activity';
import type { Finding } from './kit/finding';
import { definePlaybook, type Trigger } from './kit/playbook';
import type { Target } from './kit/target';

/** Why no playbook acts, and what a person does instead. The first that matches is said. */
interface Advice {
  readonly about: string;
  readonly when: (finding: Finding) => boolean;
  readonly why: string;
}

const typed = (pattern: RegExp) => (finding: Finding) => pattern.test(finding.type);
const resource =
  (...types: readonly string[]) =>
  (finding: Finding) =>
    types.includes(finding.resourceType);
const userType =
  (...types: readonly string[]) =>
  (finding: Finding) =>
    finding.resourceType === 'AccessKey' && types.includes(finding.accessKey?.userType ?? '');

const SEQUENCES: readonly Advice[] = [
  {
    about: 'attack sequence',
    when: (finding) => finding.resourceType === 'AttackSequence' || finding.type.startsWith('AttackSequence:'),
    why: 'An attack sequence names several actors and resources, and each needs an answer of its own. Contain the identities first and all at once, then isolate the hosts, then guard the data against deletion; a part left open is a warning to the attacker.',
  },
];

const CUSTOM: readonly Advice[] = [
  {
    about: 'custom detection rule',
    when: (finding) => finding.customRule !== undefined,
    why: 'A custom detection rule matched. It names its actors and resources in a sequence, not as one resource: find who made the calls, undo the change that the rule is about, and contain that principal if the owner did not mean it.',
  },
];

const INSTANCES: readonly Advice[] = [
  {
    about: 'exfiltrated instance credentials',
    when: typed(/InstanceCredentialExfiltration/),
    why: "Credentials of an instance role are used elsewhere. They are a role's session, so there is no key to switch off: deny the role's session that is named for the instance, isolate the instance (it can fetch fresh ones), and require IMDSv2. Rule out your own egress through another network first.",
  },
  {
    about: 'exfiltrated function or task credentials',
    when: typed(/ResourceCredentialExfiltration/),
    why: "Credentials of a function or task role are used elsewhere. They are a role's session, so there is no key to switch off: deny the role's sessions issued before now, then stop the task or throttle the function that leaked them.",
  },
  {
    about: 'instance under attack',
    when: (finding) => finding.resourceType === 'Instance' && finding.resourceRole === 'TARGET',
    why: 'The instance is the target, and nothing here shows that the attacker got in. Isolating it would do the attacker a favour: close the port or restrict it to known addresses, and look for a login that succeeded.',
  },
  {
    about: 'instance',
    when: resource('Instance'),
    why: 'The instance cannot be shown to be the actor from this finding. Look at its traffic and its processes, and start isolate-instance by hand if it turns out to be compromised.',
  },
];

const PRINCIPALS: readonly Advice[] = [
  {
    about: 'root',
    when: userType('Root'),
    why: "The account's root user acted. Nobody else can switch off its keys or sessions with IAM: ask its owner now, change its password, remove its access keys and check its MFA; deny root with a service control policy if the owner did not do it.",
  },
  {
    about: 'role session',
    when: userType('AssumedRole', 'Role'),
    why: 'A role session acted, and a role has no key to switch off. Deny its sessions issued before now (every workload that shares the role feels it) or only the session that is named, and tighten who may assume it. Roles of services and of Identity Center cannot be edited here.',
  },
  {
    about: 'federated user',
    when: userType('FederatedUser'),
    why: 'A federated session acted. Find the IAM user that called GetFederationToken in CloudTrail: a deny on that user also ends the session.',
  },
  {
    about: 'other account or anonymous caller',
    when: userType('AWSAccount'),
    why: 'The caller belongs to another account or is anonymous, so nothing can be done to it from here. Close the resource instead: its policy, its public access, the trust in the other account.',
  },
  {
    about: 'AWS service',
    when: userType('AWSService'),
    why: 'An AWS service made the call on behalf of someone. Find who set that service to work in CloudTrail, and undo the change.',
  },
  {
    about: 'identity provider user',
    when: userType('IdentityCenterUser', 'SAMLUser', 'WebIdentityUser'),
    why: 'The person signed in through an identity provider: end the sessions and disable the user there. This account holds no key of theirs.',
  },
  {
    about: 'IAM user',
    when: userType('IAMUser'),
    why: "The finding does not name the IAM user by an id that cannot be reused, so no key may be switched off on its word. Look the user up, and start contain-access-key by hand with the user's unique id (AIDA…).",
  },
  {
    about: 'unknown principal',
    when: resource('AccessKey'),
    why: 'The kind of principal is not known, so no key or session is touched. Find the caller in CloudTrail by the access key id and the time.',
  },
];

const DATA: readonly Advice[] = [
  {
    about: 'S3 bucket',
    when: resource('S3Bucket'),
    why: 'The data is in the bucket, and closing a bucket breaks whoever reads it. Check whether the change or the access was meant, block public access, and deny the principal in the bucket policy; then look at the principal itself.',
  },
  {
    about: 'S3 object',
    when: resource('S3Object'),
    why: 'An object is malicious. Deny reads of it (by the GuardDuty tag, if objects are tagged), find out who read that version since it was written, and look at whoever wrote it; keep a copy before it is deleted.',
  },
  {
    about: 'backup or image',
    when: (finding) =>
      /!(Snapshot|AMI|RecoveryPoint)$/.test(finding.type) || resource('EBSSnapshot', 'EC2Image')(finding),
    why: 'A stored copy holds malware. Nothing runs from it yet: stop its use (do not restore, launch or share it), find what was launched from it, and keep it as evidence. The instance or bucket it was made from needs a look of its own.',
  },
  {
    about: 'database',
    when: resource('RDSDBInstance', 'RDSLimitlessDB'),
    why: 'A database login is suspect. Lock that database user and end its sessions, rotate its password, and restrict the security group to known clients; a change of the group alone does not end a session.',
  },
];

const WORKLOADS: readonly Advice[] = [
  {
    about: 'Kubernetes',
    when: (finding) => finding.workload?.kind === 'eks' || resource('EKSCluster', 'KubernetesCluster')(finding),
    why: 'It happened inside a cluster, where the answer is a Kubernetes one: a NetworkPolicy that isolates the pod, the rights of the user or service account, the role behind it. Cordon the node, but do not drain it: draining destroys the evidence.',
  },
  {
    about: 'ECS',
    when: (finding) => finding.workload?.kind === 'ecs' || resource('ECSCluster')(finding),
    why: "It happened inside a task. A task's network interface cannot be changed: deny its task role's sessions, replace the task definition with a clean one, then stop the task; keep its logs and image first.",
  },
  {
    about: 'container',
    when: (finding) => finding.workload?.kind === 'container' || resource('Container')(finding),
    why: 'It happened inside a container. Keep its image and logs, stop it, and treat its host as suspect: start isolate-instance by hand if it could reach the host.',
  },
  {
    about: 'Lambda',
    when: resource('Lambda'),
    why: 'It happened inside a function. Set its reserved concurrency to 0 to stop new invocations, find who changed its code or layers last, and deny the sessions of its role.',
  },
];

const ANYTHING: Advice = {
  about: 'anything else',
  when: () => true,
  why: 'No playbook knows this kind of finding. Read it in GuardDuty, find the principal and the resource, and decide with their owner.',
};

const ADVICE: readonly Advice[] = [
  ...SEQUENCES,
  ...CUSTOM,
  ...DATA,
  ...INSTANCES,
  ...WORKLOADS,
  ...PRINCIPALS,
  ANYTHING,
];

/** Why a person looks at this finding, and what they can do: full sentences. */
export const whyReview = (finding: Finding): string => (ADVICE.find(({ when }) => when(finding)) ?? ANYTHING).why;

/** Takes every finding. The target is the finding itself, so that looking never holds the lock of a resource. */
export const takeAny = (finding: Finding): Extract<Trigger, { match: true }> => {
  const { accountId, region, id } = finding;
  const target: Target = { kind: 'finding', accountId, region, id, name: finding.type };
  return { match: true, target, why: whyReview(finding) };
};

/** The default route: looks, says what it saw and what a person can do; changes nothing and holds no lock. */
export const reviewFinding = definePlaybook({
  id: 'review-finding',
  version: 1,
  title: 'Review the finding',
  summary: 'Looks around and reports every finding that no other playbook answers; changes nothing.',
  answers: 'Every finding that no other playbook answers, types that are not known yet included',
  targetKind: 'finding',
  locks: false,
  trigger: takeAny,
  facts: { findingNow, recentActivity, earlierIncidents },
  needs: [],
  recheck: [],
  steps: [],
  decide: (facts, { finding, target }) => {
    const now = facts.findingNow.status === 'known' ? facts.findingNow.value.now : undefined;
    const seen = now ?? finding;
    if (!seen)
      return {
        kind: 'review',
        headline: `Look at finding ${target.id}`,
        why: 'GuardDuty did not show the finding, and the run was started by hand without it. Check the id, the account and the Region.',
      };
    return { kind: 'review', headline: `Look at this finding: ${seen.title}`, why: whyReview(seen) };
  },
});
