import { enterStandby } from './actions/enter-standby';
import { protectInstance } from './actions/protect-instance';
import { quarantineInterfaces } from './actions/quarantine-interfaces';
import { snapshotVolumes } from './actions/snapshot-volumes';
import { tagCase } from './actions/tag-case';
import { earlierIncidents } from './facts/earlier-incidents';
import { findingNow } from './facts/finding-now';
import { instance } from './facts/instance';
import { instanceOwner } from './facts/instance-owner';
import { networkRules } from './facts/network-rules';
import { recentActivity } from './facts/recent-activity';
import { roleUsers } from './facts/role-users';
import { scalingAndTargets } from './facts/scaling-and-targets';
import { type FactResult, known } from './kit/fact';
import type { PresentInstance, ScalingFact } from './kit/instance-facts';
import { drawInstance } from './kit/instance-picture';
import { onInstance } from './kit/instance-trigger';
import { costOf, groupsBefore, notesOf, reachOf, whyRaised } from './kit/instance-words';
import { definePlaybook, skip, step } from './kit/playbook';
import { raised } from './kit/risk';

const steps = [
  // Evidence first, while it is there. Only the quarantine is essential: an attacker can make each of the others fail
  // (tag and snapshot quotas, suspended scaling processes), and none of that may keep him connected.
  step('protect-instance', protectInstance, 'best-effort'),
  step('snapshot-volumes', snapshotVolumes, 'best-effort'),
  // Before the quarantine breaks health checks: Auto Scaling would terminate the instance and the evidence with it.
  step('enter-standby', enterStandby, 'best-effort'),
  step('quarantine-interfaces', quarantineInterfaces, 'essential'),
  step('tag-case', tagCase, 'best-effort'),
] as const;

const serviceManaged = (id: string, by: string): string =>
  `${id} is managed by ${by}: nobody in the account, not even root, can change its interfaces. Act through that service: drain and replace the node or task there, and deny its role.`;

/** Why there is nothing that this playbook could or should do, if so. */
const unfit = (id: string, seen: PresentInstance) => {
  if (seen.managedBy) return { kind: 'not-applicable' as const, why: serviceManaged(id, seen.managedBy) };
  const ours = seen.interfaces.filter((one) => !one.managedBy);
  const [first] = seen.interfaces;
  if (ours.length === 0) {
    const why = first
      ? serviceManaged(`Every interface of ${id}`, first.managedBy ?? 'an AWS service')
      : `${id} has no network interface, so there is nothing to cut off.`;
    return { kind: 'not-applicable' as const, why };
  }
  if (ours.every((one) => one.quarantined)) {
    const why = `${id} is quarantined already: every interface has only an empty group of Cordon's.`;
    return { kind: 'nothing-to-do' as const, why };
  }
  return undefined;
};

const standbyInput = (id: string, scaling: FactResult<ScalingFact>) => {
  const group = known(scaling)?.group;
  if (scaling.status === 'known' && !group) return skip('the instance is in no Auto Scaling group');
  if (group?.lifecycle === 'Standby') return skip(`the instance is on standby in ${group.name} already`);
  // Not known whether it is in a group: the step looks for itself.
  return { instanceId: id };
};

/** Speaks of Auto Scaling only where the instance is taken out of it. */
const undoOf = (standby: ReturnType<typeof standbyInput>): string =>
  'skip' in standby
    ? 'Undo gives each interface its own groups again, and takes protection and tags back. Snapshots and the empty group stay.'
    : 'Undo gives each interface its own groups again, returns the instance to its Auto Scaling group, and takes protection and tags back. Snapshots, the replacement and the empty group stay.';

const scalingUnknown = (scaling: FactResult<ScalingFact>): readonly string[] =>
  scaling.status === 'known'
    ? []
    : [`Whether it is in an Auto Scaling group or behind a load balancer could not be read (${scaling.because}).`];

/** Cuts an instance off from every network, keeping it and its evidence alive. */
export const isolateInstance = definePlaybook({
  id: 'isolate-instance',
  version: 1,
  title: 'Isolate an EC2 instance',
  summary:
    'Protects an EC2 instance from termination, snapshots its volumes, takes it out of Auto Scaling and cuts every network interface off.',
  answers:
    'Findings in which an EC2 instance is the actor or runs malware, Runtime Monitoring on its host included; not probes and log-in attempts against it',
  targetKind: 'ec2-instance',
  locks: true,
  trigger: onInstance,
  facts: {
    instance,
    networkRules,
    owner: instanceOwner,
    scaling: scalingAndTargets,
    roleUsers,
    recentActivity,
    findingNow,
    earlierIncidents,
  },
  needs: ['instance'],
  recheck: ['instance', 'scaling'],
  drawnFrom: ['instance', 'networkRules', 'roleUsers'],
  draw: (facts, { target }) => drawInstance(facts, target),
  steps,
  decide: (facts, { target, finding, partition }) => {
    const targetArn = `arn:${partition}:ec2:${target.region}:${target.accountId}:instance/${target.id}`;
    const seen = known(facts.instance);
    if (!seen) return { kind: 'not-applicable', why: 'The instance could not be read.', targetArn };
    if (seen.kind === 'gone') return { kind: 'not-applicable', why: seen.why, targetArn };
    const none = unfit(target.id, seen);
    if (none) return { ...none, targetArn };
    const scaling = known(facts.scaling);
    const owner = known(facts.owner)?.owner;
    const stricter = whyRaised(seen, finding);
    const input = { instanceId: target.id };
    const standby = standbyInput(target.id, facts.scaling);
    return {
      kind: 'act',
      headline: `Isolate ${target.id}${seen.name ? ` (${seen.name})` : ''}`,
      targetArn,
      target: { ...target, ...(seen.name ? { name: seen.name.slice(0, 256) } : {}) },
      risk: stricter.length > 0 ? raised('disruptive') : 'disruptive',
      riskReasons: [
        'The instance loses its network until this is undone.',
        ...stricter,
        ...scalingUnknown(facts.scaling),
      ],
      reach: reachOf(seen, scaling),
      inputs: {
        'protect-instance': input,
        'snapshot-volumes': seen.volumes.length > 0 ? input : skip('the instance has no EBS volume'),
        'enter-standby': standby,
        'quarantine-interfaces': input,
        'tag-case': input,
      },
      before: {
        'snapshot-volumes': seen.volumes
          .map(({ id, sizeGiB }) => `${id}${sizeGiB ? ` (${sizeGiB} GiB)` : ''}`)
          .join(', '),
        'quarantine-interfaces': groupsBefore(seen),
        ...(scaling?.group ? { 'enter-standby': `${scaling.group.lifecycle} in ${scaling.group.name}` } : {}),
      },
      undo: undoOf(standby),
      cost: costOf(seen, scaling?.group !== undefined),
      notes: notesOf(seen, known(facts.roleUsers), finding),
      ...(owner ? { owner } : {}),
    };
  },
});
