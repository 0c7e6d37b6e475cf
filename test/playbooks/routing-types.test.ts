import { routeFinding } from '../../playbooks';
import { type FindingType, findingTypes } from '../findings/schema';
import { accepted, detail, event } from '../findings/shapes';
import { RESOURCES, ROLES, type Role } from './routes';

/** Types whose principal is never an IAM user with a key of its own. */
const PRINCIPALS: readonly (readonly [RegExp, Readonly<Record<string, string>>])[] = [
  [
    /CredentialExfiltration/,
    {
      userType: 'AssumedRole',
      accessKeyId: 'ASIAQX3EXAMPLE7INST1',
      principalId: 'AROAQX3EXAMPLE7WEBFE:i-0a3c5e7f91b2d4c68',
      userName: 'web-frontend',
    },
  ],
  [/RootCredentialUsage$/, { userType: 'Root', accessKeyId: 'ASIAQX3EXAMPLE7ROOT1', userName: 'Root' }],
];
const resourceOf = (type: string, resourceType: string): unknown => {
  const [, accessKeyDetails] = PRINCIPALS.find(([pattern]) => pattern.test(type)) ?? [];
  return accessKeyDetails ? { resourceType: 'AccessKey', accessKeyDetails } : RESOURCES[resourceType];
};

const FEATURES: Readonly<Record<string, string>> = {
  'Runtime Monitoring': 'RuntimeMonitoring',
  'Malware Protection for EC2': 'EbsVolumeScan',
  'Extended Threat Detection': 'Correlation',
};

interface Row {
  readonly type: string;
  readonly resourceType: string;
  readonly status: string;
  readonly routes: ReadonlyMap<Role, string>;
  readonly why: string;
}

const route = ({ type, plan }: FindingType, resourceType: string, role: Role) => {
  const resource = resourceOf(type, resourceType);
  if (!resource) throw new Error(`the test has no resource of type ${resourceType}`);
  const featureName = FEATURES[plan];
  const customDetectionRuleName = plan === 'Custom Detection Rules' ? 'ARule' : undefined;
  return routeFinding(
    accepted(
      event(
        detail({ type, resource, customDetectionRuleName, service: { count: 1, resourceRole: role, featureName } }),
      ),
    ),
  );
};
const rows: readonly Row[] = findingTypes.flatMap((row) =>
  row.resourceType.split('|').map((resourceType) => ({
    type: row.type,
    resourceType,
    status: row.status,
    routes: new Map(ROLES.map((role) => [role, route(row, resourceType, role).playbook.id])),
    why: route(row, resourceType, 'ACTOR').why,
  })),
);

/** Somebody else knocks: as TARGET these say nothing against the instance. */
const KNOCKS =
  /^(Recon:EC2\/PortProbe|UnauthorizedAccess:EC2\/((SSH|RDP)BruteForce|TorIPCaller)|Impact:EC2\/WinRMBruteForce)/;

const expected = ({ type, resourceType }: Row, role: Role): string => {
  if (resourceType === 'Instance' || resourceType === 'Container')
    return KNOCKS.test(type) && role !== 'ACTOR' ? 'review-finding' : 'isolate-instance';
  const noUser = PRINCIPALS.some(([pattern]) => pattern.test(type));
  return resourceType === 'AccessKey' && !noUser ? 'contain-access-key' : 'review-finding';
};

test('every documented type goes somewhere on purpose', () => {
  const wrong = rows.flatMap((row) =>
    ROLES.filter((role) => row.routes.get(role) !== expected(row, role)).map(
      (role) =>
        `${row.type} on ${row.resourceType} as ${role ?? 'no role'}: ${row.routes.get(role)}, not ${expected(row, role)}`,
    ),
  );
  expect(wrong).toEqual([]);
});

test('the table is complete', () => {
  expect(findingTypes).toHaveLength(252);
  expect(new Set(findingTypes.map(({ type }) => type)).size).toBe(252);
});

const inWords = ({ routes }: Row): string => {
  const distinct = new Set(routes.values());
  if (distinct.size === 1) return [...distinct].join('');
  return [...routes].map(([role, playbook]) => `${role ?? 'no role'}: ${playbook}`).join(', ');
};
const line = (row: Row): string =>
  `${row.type}${row.status === 'active' ? '' : ` (${row.status})`} | ${row.resourceType} | ${inWords(row)} | ${row.why.split('. ')[0]}`;

afterAll(() => {
  process.stdout.write(`\nfinding type | resource | playbook | why\n${rows.map(line).join('\n')}\n\n`);
});
