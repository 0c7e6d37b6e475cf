import type { Finding } from './finding';
import type { Trigger } from './playbook';
import { targetSchema } from './target';

/** What the finding is about must be the instance itself, or something that runs on it. */
const ON_A_HOST = ['Instance', 'Container', 'EKSCluster', 'ECSCluster'];

/** Somebody else knocks at the instance's door: nothing is said against the instance unless it is the one that knocks. */
const KNOCKS =
  /^(Recon:EC2\/PortProbe|UnauthorizedAccess:EC2\/((SSH|RDP)BruteForce|TorIPCaller)|Impact:EC2\/WinRMBruteForce)/;
/** What only the instance itself can do, whatever role GuardDuty gives it. A type that is not known yet needs the role ACTOR. */
const ACTS =
  /^((Backdoor|Behavior|CryptoCurrency|DefenseEvasion|Impact|Trojan):EC2\/|Recon:EC2\/Portscan$|UnauthorizedAccess:EC2\/(TorClient|TorRelay|MetadataDNSRebind|MaliciousIPCaller))/;
const PROBES = /^Recon:EC2\/PortProbe/;

const RUNTIME = /:Runtime\//;
const MALWARE = /\/(Malicious|Suspicious)File/;

/**
 * Audit logs of a cluster name a caller, not a host: only what was seen on the host itself, or on its network, points to it.
 * Types of other families are not known to mean the instance, so people look first.
 */
const seenOnHost = ({ type }: Finding): boolean => /:EC2\//.test(type) || RUNTIME.test(type) || MALWARE.test(type);

const actsForSure = ({ type, resourceRole, customRule }: Finding): boolean =>
  RUNTIME.test(type) ||
  MALWARE.test(type) ||
  (customRule === undefined && (resourceRole === 'ACTOR' || ACTS.test(type)));

const pass = (why: string): Trigger => ({ match: false, why });

const reason = (finding: Finding): string => {
  if (RUNTIME.test(finding.type)) return 'GuardDuty saw it happen inside the instance.';
  if (MALWARE.test(finding.type)) return "GuardDuty found malware on the instance's volumes.";
  if (finding.resourceRole === 'ACTOR') return 'The instance is the one that acts.';
  return 'Findings of this type are about what the instance itself does, whatever role GuardDuty gives it.';
};

/**
 * Decided by the type first: GuardDuty reports the role TARGET for command and control or mining too, and Runtime findings
 * have no role at all. The role only tells who knocks in brute force.
 */
export const onInstance = (finding: Finding): Trigger => {
  if (!ON_A_HOST.includes(finding.resourceType))
    return pass('The finding is not about an EC2 instance or what runs on it.');
  if (!finding.instance) return pass('The finding names no EC2 instance.');
  if (!seenOnHost(finding))
    return pass('Findings of this type are not known to be about what the instance itself does.');
  if (PROBES.test(finding.type) && finding.resourceRole !== 'ACTOR')
    return pass('Somebody probes a port of the instance: close the port; the instance itself did nothing.');
  if (KNOCKS.test(finding.type) && finding.resourceRole !== 'ACTOR')
    return pass('Somebody tries to log in to the instance: restrict the port; nothing says that it worked.');
  if (!actsForSure(finding)) return pass('Nothing in the finding says that the instance itself acted.');
  const target = targetSchema.safeParse({
    kind: 'ec2-instance',
    accountId: finding.accountId,
    region: finding.region,
    id: finding.instance.instanceId,
  });
  if (!target.success)
    return pass(`The instance cannot be named for sure: ${target.error.issues[0]?.message ?? 'its id is missing'}.`);
  return { match: true, target: target.data, why: reason(finding) };
};
