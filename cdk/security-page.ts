import { type App, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ACCEPTED_GUARD, ACCEPTED_LINT, ACCEPTED_NAG, type Accepted } from './accepted';

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
    'Written by `npm run docs` from the stacks and `cdk/accepted.ts`.',
    '',
  ].join('\n');
