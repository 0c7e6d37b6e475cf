import { type App, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ACCEPTED_GUARD } from './accepted/guard';
import { ACCEPTED_LINT } from './accepted/lint';
import { ACCEPTED_NAG } from './accepted/nag';
import type { Accepted } from './accepted/reasons';

interface Row {
  readonly rule: string;
  readonly where: string;
  readonly reason: string;
}

const PREFIX = /^annotation::/i;

const acceptedAt = (node: IConstruct): readonly Row[] =>
  node.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Readonly<Record<string, unknown>>))
    .filter(([rule]) => PREFIX.test(rule))
    .map(([rule, reason]) => ({
      // A wildcard’s own resource stands in the page of rights.
      rule: rule.replace(PREFIX, '').replace(/\[.*$/, ''),
      where: `\`${node.node.path}\``,
      reason: String(reason),
    }));

/** What was accepted beside the constructs, each reason once, with every construct that it stands for. */
const acceptedBeside = (app: App): readonly Row[] => {
  const rows = new Map<string, Row>();
  for (const row of app.node.findAll().flatMap(acceptedAt)) {
    const key = `${row.rule} ${row.reason}`;
    const before = rows.get(key);
    if (before?.where.includes(row.where)) continue;
    rows.set(key, before ? { ...row, where: `${before.where} ${row.where}` } : row);
  }
  return [...rows.values()].sort((one, other) => (one.rule < other.rule ? -1 : 1));
};

const cell = (text: string): string => text.replaceAll('|', '\\|');

const table = (rows: readonly (Row | Omit<Accepted, 'on'>)[]): readonly string[] => [
  '| rule | where | why it stands |',
  '|---|---|---|',
  ...rows.map(({ rule, where, reason }) => `| \`${cell(rule)}\` | ${cell(where)} | ${cell(reason)} |`),
  '',
];

/** How much is known of the rights that the templates give, and from what. */
const RIGHTS = [
  '## Rights: what is measured, what is enforced, what is only simulated',
  '',
  'Policies come from what actions and facts declare that they call. `npm test` holds them to what is really called:',
  '',
  '| what | how | what it cannot show |',
  '|---|---|---|',
  '| granted ÷ used, per role in a member account: reads 1.0, writes at most 1.2, and each unused write with its reason | every playbook is replayed on Moto, through the real door and in every situation that leads another way; calls are counted by role, writes also by the kind of resource | calls that AWS makes in a role’s name |',
  '| each of these calls is allowed, on its very resources, under the session’s own policy | a simulator of IAM (iam-simulate), conditions and denials included | whether AWS fills each condition key as its reference says |',
  '| what nobody may: tables of denials, for members and hub | the same simulator, over the synthesised templates | the same |',
  '| granted ÷ used, per function of the hub: reads 1.0, writes at most 1.2; a right that no way uses fails by its name | the whole stage is driven every way that a test knows: findings, votes, refusals, retries, undo, replaced keys, drills, redrives, and what killed functions and services that were away left behind. Each call of the deployed functions is read from the wire and counted by call and kind of thing: partition, index, machine, queue | what AWS’s services do in a function’s name: pollers, logs, and the key. A right to the key is held to a service that the function was seen to call |',
  '| each of those calls is allowed, `dynamodb:LeadingKeys` and every other condition included | the simulator reads one call of each kind, against the deployed policies | the same |',
  '| the hub’s functions, enforced | one run on MiniStack with `AUTH=true`: a finding goes to a decision, to containment and back; what other functions may is refused to a session of the role | `dynamodb:LeadingKeys` and keys that are used through services: simulated instead. What queues’ pollers and Step Functions do by a role is tried nowhere. Two things are mended for the run: the bucket’s refusal of calls without TLS (the emulator speaks plain HTTP; the queues’ own refusal cannot be taken away there, so redrives are not tried), and the secret’s ARN (it deploys the name) |',
  '| the members’ roles, enforced | one run on Moto, on the template **stripped** of its conditions, of the denials that have one, and of the resources: Moto reads none of them. Contain and undo of both playbooks; other calls, and the roles of other phases, are refused | everything but which call a role may make: simulated instead |',
  '',
] as const;

/** `docs/security.md`: the static checks, and every finding of theirs that stands, with its reason. */
export const securityPage = (app: App): string =>
  [
    '# Static checks, and what they are told to accept',
    '',
    '`npm test` runs these over every template of the example of an organisation. A finding that does not stand here with its',
    'reason fails the run; so does a line here that no finding needs any more.',
    '',
    '| check | what it reads |',
    '|---|---|',
    '| cdk-nag: AwsSolutions, Serverless, NIST 800-53 r5 | every construct |',
    '| cfn-guard: the rules of AWS Control Tower | every template |',
    '| cfn-lint | every template, with the machines’ substitutions filled in |',
    '| asl-validator | every state machine |',
    '| secretlint | the repository and every template; nothing is accepted |',
    '',
    ...RIGHTS,
    '## cdk-nag: Serverless and NIST 800-53 r5',
    '',
    ...table(ACCEPTED_NAG),
    '## cdk-nag: AwsSolutions',
    '',
    'Accepted beside the construct. A wildcard is accepted for one resource each, which stands in [the page of rights](permissions.md).',
    '',
    ...table(acceptedBeside(app)),
    '## cfn-guard',
    '',
    ...table(ACCEPTED_GUARD),
    '## cfn-lint',
    '',
    ...table(ACCEPTED_LINT),
    'Written by `npm run docs` from the stacks and `cdk/accepted/`.',
    '',
  ].join('\n');
