import { consoleHost } from '../playbooks/kit/partition';
import type { Settings } from '../playbooks/kit/settings';
import type { Target } from '../playbooks/kit/target';
import type { IncidentRecord } from './model';

export interface Link {
  readonly title: string;
  readonly url: string;
}

/** A page of one Region's console; whatever comes from outside is escaped. */
const page = (region: string, service: string, rest: string): string =>
  `https://${region}.${consoleHost(region)}/${service}/home?region=${region}${rest}`;

const targetLink = (settings: Settings, target: Target): readonly Link[] => {
  const where = ` (account ${target.accountId})`;
  if (target.kind === 'ec2-instance')
    return [
      {
        title: `Instance ${target.id}${where}`,
        url: page(target.region, 'ec2', `#InstanceDetails:instanceId=${encodeURIComponent(target.id)}`),
      },
    ];
  if (target.kind !== 'iam-user' || !target.name) return [];
  const host = consoleHost(settings.hub.region);
  return [
    {
      title: `User ${target.name}${where}`,
      url: `https://${host}/iam/home#/users/details/${encodeURIComponent(target.name)}`,
    },
  ];
};

const FINDINGS_MAX = 3;

const findingLinks = ({ findings }: IncidentRecord): readonly Link[] =>
  [...findings]
    .sort((a, b) => b.finding.severity - a.finding.severity)
    .slice(0, FINDINGS_MAX)
    .map(({ finding }) => ({
      title: `Finding ${finding.type} (account ${finding.accountId})`,
      url: page(finding.region, 'guardduty', `#/findings?macros=current&fId=${encodeURIComponent(finding.id)}`),
    }));

const runLink = (settings: Settings, { meta }: IncidentRecord): readonly Link[] =>
  meta.executionArn
    ? [
        {
          title: `Run in Step Functions (account ${settings.hub.accountId})`,
          url: page(settings.hub.region, 'states', `#/v2/executions/details/${encodeURIComponent(meta.executionArn)}`),
        },
      ]
    : [];

/** Pages of the AWS console about an incident. Each says which account to be signed in to. Pure. */
export const linksOf = (settings: Settings, record: IncidentRecord): readonly Link[] => [
  ...targetLink(settings, record.plan?.target ?? record.meta.target),
  ...findingLinks(record),
  ...runLink(settings, record),
];
