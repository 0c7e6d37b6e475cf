import { approvedInstance, byHand, expiredInstance, forgedApproval, undoneInstance } from './demo/instance-stories';
import { lockedOut, rotatedKey } from './demo/key-stories';
import { asJson, timelines } from './demo/print';
import { type Teller, type Told, verified } from './demo/story';
import { watchRecords } from './records';
import { raiseStage, type Stage, type StageOptions } from './stage';

const EXPECTED: Readonly<Record<string, string>> = {
  'Instance approved; a stranger refused': 'undone',
  'The same instance undone': 'undone',
  'A NAT host nobody answered about: expired': 'expired',
  'Started from the Step Functions console, two approvers': 'contained',
  'A forged SendTaskSuccess: nothing changed, asked again': 'stale',
  'The second question, denied': 'denied',
  'Access key rotated, approved by two': 'contained',
  'User locked out, approved by two': 'contained',
};

/** Requests of the riskiest class run out while one watches: the NAT host's is left to expire. */
export const demoSettings: NonNullable<StageOptions['settings']> = (settings) => ({
  ...settings,
  approval: {
    ...settings.approval,
    destructive: {
      ...settings.approval.destructive,
      deadlineMinutes: 0.4,
      remindAfterMinutes: 0.2,
      escalate: undefined,
    },
  },
});

/** Every story, side by side where they do not touch the same target. */
export const tellAll = async (teller: Teller): Promise<readonly Told[]> => {
  const step = async <T>(name: string, work: Promise<T>): Promise<T> => {
    teller.say(`… ${name}`);
    const result = await work;
    teller.say(`done: ${name}`);
    return result;
  };
  const expiring = step('a request nobody answers', expiredInstance(teller));
  const first = await step('an instance is isolated', approvedInstance(teller));
  const undone = await step('… and put back', undoneInstance(teller, first));
  const rotated = await step('an access key is rotated', rotatedKey(teller));
  const locked = await step('a user is locked out', lockedOut(teller));
  const hand = await step('a run is started by hand', byHand(teller));
  const forged = await step('an approval is forged', forgedApproval(teller));
  const again = await teller.records.read(first.record.meta.incidentId);
  return [{ ...first, record: again ?? first.record }, undone, rotated, locked, hand, ...forged, await expiring];
};

const problemsOf = (stories: readonly Told[]): readonly string[] =>
  stories.flatMap((told) => {
    const outcome = told.record.meta.outcome ?? told.record.meta.stage;
    const wanted = EXPECTED[told.title];
    const wrong = outcome === wanted ? [] : [`${told.title}: ended as ${outcome}, not as ${wanted ?? 'expected'}`];
    return verified(told) ? wrong : [...wrong, `${told.title}: the account says otherwise`];
  });

const run = async (json: boolean): Promise<number> => {
  const say = json ? () => undefined : (line: string) => console.log(line);
  let stage: Stage | undefined;
  const end = async (code: number): Promise<never> => {
    await stage?.stop();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(130));
  try {
    stage = await raiseStage({ progress: say, settings: demoSettings });
    const stories = await tellAll({ stage, records: watchRecords(stage), say });
    console.log(json ? asJson(stories) : `\n${timelines(stories)}\n`);
    const problems = [...problemsOf(stories), ...stage.problems()];
    for (const problem of problems) console.error(problem);
    return problems.length === 0 ? 0 : 1;
  } finally {
    await stage?.stop();
  }
};

if (require.main === module || process.argv[1]?.endsWith('demo.ts')) {
  run(process.argv.includes('--json')).then(
    (code) => process.exit(code),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : String(error));
      process.exit(1);
    },
  );
}
