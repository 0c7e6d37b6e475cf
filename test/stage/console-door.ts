import { readFileSync } from 'node:fs';
import { deny } from '../../local/people-act';
import { asking, closed } from '../../local/records';
import { HUB } from '../../local/settings';
import type { Target } from '../../playbooks/kit/target';
import { hire, launch, newName } from './targets';
import { ended, output, type TheWay, type Way } from './way';

/** The machine as the Step Functions console shows it. */
const definitionOf = async (way: Way, playbook: string): Promise<{ readonly Comment: string }> => {
  const found = await way.sfn.describeStateMachine({ stateMachineArn: `${output(way, 'MachinePrefix')}${playbook}` });
  return JSON.parse(found.definition ?? '{}') as { readonly Comment: string };
};

const inComment = (comment: string): string => comment.slice(comment.indexOf('{'));
const inDocs = (playbook: string): string => {
  const page = readFileSync(`docs/playbooks/${playbook}.md`, 'utf8');
  return /## Start it by hand[\s\S]*?```json\n([\s\S]*?)\n```/.exec(page)?.[1] ?? '';
};

/** What a person types over each mark: nothing else of the text is touched. */
const filledIn = (text: string, target: Target): string => {
  const values: readonly (readonly [RegExp, string])[] = [
    [/<12-digit account id[^<>]*>/, target.accountId],
    [/<Region[^<>]*>/, target.region],
    [/<(instance id|unique id)[^<>]*>/, target.id],
    [/<why[^<>]*>/, 'Beacons in a memory image'],
  ];
  return values.reduce((filled, [mark, value]) => filled.replace(mark, value), text);
};

const start = async (way: Way, playbook: string, input: string): Promise<string> => {
  const stateMachineArn = `${output(way, 'MachinePrefix')}${playbook}`;
  return (await way.sfn.startExecution({ stateMachineArn, input })).executionArn ?? '';
};

/** A user whose exposed key containment switched off and named, in want of a replacement. */
const exposed = async (way: Way): Promise<Target> => {
  const user = await hire(way, newName('archiver'), 'unused');
  await way.production.iam.updateAccessKey({ UserName: user.name, AccessKeyId: user.keyId, Status: 'Inactive' });
  const Tags = [{ Key: 'cordon:exposed-key', Value: user.keyId }];
  await way.production.iam.tagUser({ UserName: user.name, Tags });
  return user.target;
};

const DOORS: readonly (readonly [playbook: string, target: (way: Way) => Promise<Target>])[] = [
  ['isolate-instance', async (way) => (await launch(way)).target],
  ['contain-access-key', async (way) => (await hire(way, newName('reader'), 'unused')).target],
  ['replace-access-key', exposed],
];

/** The Step Functions console as a door: what a person can read and copy there is enough to start. */
export const consoleDoorTests = (theWay: TheWay): void => {
  test.each(DOORS)(
    'the input in the comment of %s, its marks filled in, makes it ask two people',
    async (playbook, targetIn) => {
      const way = theWay();
      const target = await targetIn(way);
      const text = inComment((await definitionOf(way, playbook)).Comment);
      expect(JSON.parse(text)).toEqual(JSON.parse(inDocs(playbook)));
      const executionArn = await start(way, playbook, filledIn(text, target));
      const record = await way.records.untilOn(target, asking);
      expect(record.meta).toMatchObject({
        executionArn,
        origin: { by: 'console' },
        reason: 'Beacons in a memory image',
      });
      expect(record.approval?.policy.needed).toBe(2);
      expect(record.plan?.picture?.parts.length).toBeGreaterThan(0);
      await deny(way.stage, 'dana', record.meta.incidentId, 'A drill');
      expect((await way.records.until(record.meta.incidentId, closed)).meta.outcome).toBe('denied');
      expect((await ended(way, executionArn)).status).toBe('SUCCEEDED');
    },
  );

  test('the input of a page works as well as that of a comment', async () => {
    const way = theWay();
    const { target } = await launch(way);
    await start(way, 'isolate-instance', filledIn(inDocs('isolate-instance'), target));
    const record = await way.records.untilOn(target, asking);
    await deny(way.stage, 'dana', record.meta.incidentId, 'A drill');
  });

  test('the review of a finding that is not there says what to check', async () => {
    const way = theWay();
    const id = crypto.randomUUID().replaceAll('-', '');
    const { Comment } = await definitionOf(way, 'review-finding');
    const { accountId } = (await launch(way)).target;
    const target = { kind: 'finding', accountId, region: HUB.region, id } as const;
    await start(way, 'review-finding', filledIn(inComment(Comment), target).replace(/<id of the finding[^<>]*>/, id));
    const record = await way.records.untilOn(target, closed);
    expect(record.meta.outcome).toBe('reviewed');
    expect(record.look?.why).toContain('Check the id, the account and the Region');
  });

  test('an input whose marks were left as they are is refused, and says which to fill in', async () => {
    const way = theWay();
    const playbooks = ['isolate-instance', 'contain-access-key', 'replace-access-key', 'review-finding'];
    for (const playbook of playbooks) {
      const text = inComment((await definitionOf(way, playbook)).Comment);
      const run = await ended(way, await start(way, playbook, text));
      expect(run).toMatchObject({
        status: 'FAILED',
        error: 'InputRefused',
        cause: 'reason: is not filled in: say why, in a sentence',
      });
    }
  });
};
