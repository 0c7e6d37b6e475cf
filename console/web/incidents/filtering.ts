// What the table can be filtered by.
import type { PropertyFilterOption, PropertyFilterProperty } from '@cloudscape-design/collection-hooks';
import type { Row } from './row';

const WORDS = ['=', '!=', ':', '!:'] as const;

const property = (key: keyof Row & string, label: string, plural: string): PropertyFilterProperty => ({
  key,
  propertyLabel: label,
  groupValuesLabel: plural,
  operators: [...WORDS],
});

export const PROPERTIES: readonly PropertyFilterProperty[] = [
  property('status', 'Status', 'Statuses'),
  property('phase', 'Asks for', 'What is asked for'),
  property('band', 'Severity', 'Severities'),
  {
    key: 'severity',
    propertyLabel: 'Severity as a number',
    groupValuesLabel: 'Severities as numbers',
    operators: ['>=', '<', '>', '<=', '='],
    defaultOperator: '>=',
  },
  property('account', 'Account', 'Accounts'),
  property('accountId', 'Account id', 'Account ids'),
  property('environment', 'Environment', 'Environments'),
  property('playbook', 'Playbook', 'Playbooks'),
  property('targetName', 'Target', 'Targets'),
  property('target', 'Target id', 'Target ids'),
  property('finding', 'Finding type', 'Finding types'),
  property('openedBy', 'Opened by', 'Who opened'),
  property('risk', 'Risk', 'Risks'),
  property('id', 'Incident id', 'Incident ids'),
];

/** Every value that there is, offered once. */
export const optionsFrom = (rows: readonly Row[]): readonly PropertyFilterOption[] =>
  PROPERTIES.flatMap(({ key }) => {
    const values = rows.map((row) => String(row[key as keyof Row] ?? '')).filter((value) => value !== '');
    return [...new Set(values)].sort().map((value) => ({ propertyKey: key, value }));
  });
