import { SFN } from '@aws-sdk/client-sfn';
import { approve } from '../local/people-act';
import { asking, closed, type Records } from '../local/records';
import type { PersonName } from '../local/settings';
import { PRODUCTION } from '../local/settings';
import type { Stage } from '../local/stage';
import { subjectNamed } from '../local/subjects';
import { playbookById } from '../playbooks/index';
import type { Target } from '../playbooks/kit/target';
import { type Invocation, invocationsOf } from './recording';

/** What one approved run of a playbook takes, from the event to the close. */
export interface Counts {
  readonly steps: number;
  readonly state_entries: number;
  /** Intake, investigation, the wait, each step and the close. */
  readonly lambda_calls: number;
  /** What follows the record or serves people: the stream's followers, Slack's clicks and dialogs, the sweeper. */
  readonly view_calls: number;
}

const VIEWS = ['keep-audit', 'follow-record', 'answer-run', 'slack-post', 'slack-receive', 'slack-dialog', 'sweep'].map(
  (name) => `cordon-${name}`,
);

const isView = ({ name, event }: Invocation): boolean =>
  VIEWS.includes(name) || (event as { do?: string }).do === 'recheck';

const stateEntries = async (stage: Stage, executionArn: string): Promise<number> => {
  const sfn = new SFN(stage.hub.client);
  let entries = 0;
  for (let nextToken: string | undefined, first = true; first || nextToken; first = false) {
    const page = await sfn.getExecutionHistory({ executionArn, ...(nextToken ? { nextToken } : {}) });
    entries += (page.events ?? []).filter(({ type }) => type?.endsWith('StateEntered')).length;
    nextToken = page.nextToken;
  }
  return entries;
};

/** Counts what was recorded of one incident. */
export const countsOf = async (
  stage: Stage,
  records: Records,
  incidentId: string,
  recorded: readonly Invocation[],
): Promise<readonly [string, Counts]> => {
  const meta = (await records.read(incidentId))?.meta;
  const playbook = playbookById(meta?.playbook ?? '');
  if (!meta || !playbook) throw new Error(`${incidentId} is no incident of a known playbook`);
  const mine = invocationsOf(recorded, incidentId);
  const views = mine.filter(isView).length;
  const counts: Counts = {
    steps: playbook.steps.length,
    state_entries: await stateEntries(stage, meta.executionArn ?? ''),
    lambda_calls: mine.length - views,
    view_calls: views,
  };
  return [playbook.id, counts];
};

const approvedBy = async (
  stage: Stage,
  records: Records,
  target: Target,
  playbook: string,
  voters: readonly PersonName[],
): Promise<string> => {
  const { meta } = await records.untilOn(target, (record) => asking(record) && record.meta.playbook === playbook);
  for (const voter of voters) await approve(stage, voter, meta.incidentId, 'Counted', target.id);
  await records.until(meta.incidentId, closed);
  return meta.incidentId;
};

/** A user with two keys: locked down first, then, after a second question, the exposed key is replaced. */
export const keyRuns = async (stage: Stage, records: Records): Promise<readonly string[]> => {
  const subject = subjectNamed(stage.seed, 'backup-agent');
  if (!subject) throw new Error('There is no backup-agent');
  const { id } = stage.seed.production.users['backup-agent'];
  const target: Target = { kind: 'iam-user', accountId: PRODUCTION, region: 'global', id };
  await stage.send('iam-user-two-keys', subject);
  const both = ['dana', 'eli'] as const;
  const contained = await approvedBy(stage, records, target, 'contain-access-key', both);
  const replaced = await approvedBy(stage, records, target, 'replace-access-key', both);
  return [contained, replaced];
};

/** A finding that has no playbook of its own: looked at, shown, closed. */
export const reviewRun = async (stage: Stage, records: Records): Promise<string> => {
  const { id } = await stage.send('s3-anonymous-access-granted', {});
  const target: Target = { kind: 'finding', accountId: '', region: '', id };
  const finding = stage.aws.findings().find((one) => one.id === id);
  const { accountId = '', region = '' } = finding ?? {};
  const record = await records.untilOn({ ...target, accountId, region }, closed);
  return record.meta.incidentId;
};
