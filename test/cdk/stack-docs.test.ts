import { existsSync, readFileSync } from 'node:fs';
import { inventoryOf } from '../../cdk/derive/inventory';
import { HUB, reasonFor } from '../../cdk/derive/permission-reasons';
import { stackDocsOf } from '../../cdk/docs';
import { playbooks } from '../../playbooks/index';

const written = stackDocsOf(playbooks);
const page = written.get('docs/permissions.md') ?? '';

describe('what is written from the stacks', () => {
  it.each([...written])('%s is what npm run docs writes', (path, text) => {
    expect(existsSync(path) ? readFileSync(path, 'utf8') : 'missing').toBe(text);
  });
});

describe('the page of all rights', () => {
  it('has a reason in every row', () => {
    const rows = page.split('\n').filter((row) => /^\| (\*\*never\*\* )?`/.test(row));
    expect(rows.length).toBeGreaterThan(100);
    for (const row of rows) expect(row).toMatch(/\| [^|`][^|]{15,} \|$/);
  });

  it('has no reason left over for a right that nobody has any more', () => {
    expect(HUB.map(([, , reason]) => reason).filter((reason) => !page.includes(reason))).toEqual([]);
  });

  it('gives a reason that is the role’s own where several have the same right', () => {
    const of = (role: string) => page.slice(page.indexOf(`### cordon-hub-${role}\n`)).split('\n### ')[0] ?? '';
    expect(of('redrive')).not.toContain('Lambda takes messages out of its queue for it.');
    expect(of('redrive')).toContain('moves them back when a person asks for it');
    expect(of('intake-urgent')).not.toContain('chains');
    expect(of('keep-audit')).toContain('Keeps closed audit chains with their heads, in the log archive too');
    expect(of('keep-audit')).toContain('Reads incidents and their logs; this line changes none.');
  });

  it('says who may take a role, and under which condition', () => {
    expect(page).toContain('### cordon-isolate-instance-contain\n\nMay be taken by `AWS: arn:');
    expect(page).toContain('if `StringLike: sts:RoleSessionName: inc-*');
    expect(page).toContain('### cordon-hub-slack-receive');
  });

  it('cannot be written for a right that nobody gave a reason for', () => {
    const statement = { effect: 'Allow', actions: ['ec2:TerminateInstances'], resources: ['*'] };
    expect(() => reasonFor(playbooks, 'cordon-hub-sweep', statement)).toThrow(
      'cordon-hub-sweep may ec2:TerminateInstances on *',
    );
  });

  it('repeats an action’s own reason where IAM cannot narrow a write', () => {
    const wide = playbooks.flatMap(({ steps }) => steps).find(({ action }) => action.wideWrites !== undefined);
    const [reason = 'none'] = Object.values(wide?.action.wideWrites ?? {});
    expect(page).toContain(reason);
  });
});

describe('the inventory that is priced', () => {
  const alarm = (Namespace: string, MetricName: string) => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: { Namespace, MetricName },
  });

  it('counts a metric once, and only one of our own', () => {
    const Resources = {
      A: alarm('AWS/SQS', 'ApproximateNumberOfMessagesVisible'),
      B: alarm('Cordon', 'Stuck'),
      C: alarm('Cordon', 'Stuck'),
      D: {
        Type: 'AWS::Logs::MetricFilter',
        Properties: { MetricTransformations: [{ MetricNamespace: 'Cordon', MetricName: 'Sweeps' }] },
      },
    };
    expect(inventoryOf([{ Resources }])).toMatchObject({ alarms: 3, customMetrics: 2 });
  });

  it('counts an alarm by the metrics that it watches', () => {
    const stat = { MetricStat: { Metric: { Namespace: 'AWS/States', MetricName: 'ExecutionsFailed' } } };
    const Properties = { Metrics: [{ Expression: 'SUM(METRICS())' }, stat, stat] };
    expect(inventoryOf([{ Resources: { A: { Type: 'AWS::CloudWatch::Alarm', Properties } } }]).alarms).toBe(2);
  });

  it('knows queues that Lambda polls from the stream that it reads for nothing', () => {
    const mapping = (attribute: string) => ({
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { 'Fn::GetAtt': [attribute === 'Arn' ? 'RetryQueue1' : 'Table1', attribute] } },
    });
    expect(inventoryOf([{ Resources: { A: mapping('Arn'), B: mapping('StreamArn') } }]).polledQueues).toBe(1);
  });
});
