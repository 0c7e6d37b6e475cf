import type { Finding, Refusal } from './finding';
import { own } from './parse-finding-node';
import { partitionOf } from './partition';
import { regionsOf, type Settings, strangeAccount } from './settings';

const misplaced = (path: string, message: string): Refusal => ({ code: 'malformed', path, message });

/**
 * Does the event around a finding fit it? EventBridge writes where an event was made into its envelope, and nobody who sends
 * one can choose that: GuardDuty's administrator speaks for its members, every other account for itself alone.
 * Returns why it does not fit, in words for whoever reads the log; undefined when it does.
 */
export const envelopeProblem = (event: unknown, finding: Finding, settings: Settings): Refusal | undefined => {
  const [account, region] = [own(event, 'account'), own(event, 'region')];
  if (typeof account !== 'string' || typeof region !== 'string')
    return misplaced('account', 'is missing, or the Region is: only events of EventBridge are taken here');
  return (
    wrongSpeaker(account, finding, settings) ?? notOurs(finding, settings) ?? wrongPlace(region, finding, settings)
  );
};

const wrongSpeaker = (account: string, { accountId }: Finding, settings: Settings): Refusal | undefined => {
  const speaksForAll = [settings.hub.accountId, settings.guardDutyAdministrator].includes(account);
  return speaksForAll || account === accountId
    ? undefined
    : misplaced(
        'detail.accountId',
        `is ${accountId}, but the event was made in ${account}, which speaks for itself alone: it is not GuardDuty's administrator`,
      );
};

const notOurs = ({ accountId }: Finding, settings: Settings): Refusal | undefined => {
  const strange = strangeAccount(settings, accountId);
  return strange
    ? misplaced('detail.accountId', `${strange}; then put the finding back with “cordon redrive”`)
    : undefined;
};

// The finding's own Region is not held against it: GuardDuty may name another than the one that it found it from.
const wrongPlace = (made: string, { partition }: Finding, settings: Settings): Refusal | undefined => {
  if (!regionsOf(settings).includes(made))
    return misplaced('region', `is ${made}, which is not among the regions of the configuration`);
  return partition === partitionOf(settings.hub.region)
    ? undefined
    : misplaced('detail.partition', `is ${partition}, and the hub is in ${partitionOf(settings.hub.region)}`);
};
