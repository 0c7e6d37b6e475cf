import { Command } from 'commander';
import { bad, bootstrapCheck, guardDutyCheck, hubCheck, lambdaCheck, looked, ok, slackCheck } from './doctor-aws';
import { type Check, laptopChecks } from './doctor-checks';
import { memberChecks, setupCheck } from './doctor-hub';
import { statesCheck } from './doctor-quotas';
import { EXIT } from './exit';
import { type HubOptions, openHub, withHub } from './hub';
import { findStage } from './stage';
import { columns, paint, plain, printJson, printLines } from './style';

const MARKS: Readonly<Record<Check['status'], string>> = { ok: '✓', warn: '!', missing: '✕' };
const STYLES = { ok: 'green', warn: 'yellow', missing: 'red' } as const;

const stageCheck = async (): Promise<Check> => {
  const stage = await findStage();
  return {
    name: 'Stage',
    status: 'ok',
    found: stage
      ? `npm start is up${stage.operator ? `, people: ${stage.operator.profiles.join(', ')}` : ''}`
      : 'npm start is not up',
  };
};

interface DoctorOptions extends HubOptions {
  readonly aws?: boolean;
}

/** Everything that AWS, the hub and Slack have to say. Without credentials there is one failure, not ten. */
const awsChecks = async (options: DoctorOptions): Promise<readonly Check[]> => {
  const region = options.region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  if (!region) return [bad('Region', 'none is set', 'Give --region, or set AWS_REGION: the one that the hub runs in')];
  // Loaded only here: the SDK takes longer than everything else.
  const { awsLooks, askSlack }: typeof import('../adapters/look-at-aws') = require('../adapters/look-at-aws');
  const { credentialsFor }: typeof import('../adapters/operator') = require('../adapters/operator');
  const aws = awsLooks({ region, credentials: credentialsFor(options.profile) });
  const me = await looked('Credentials', 'sts:GetCallerIdentity', async () => {
    const { accountId, arn } = await aws.caller();
    return ok('Credentials', `${arn}, account ${accountId}`);
  });
  if (me.status !== 'ok') return [ok('Region', region), me];
  const { check: hub, outputs } = await hubCheck(aws, region);
  const [bootstrap, guardDuty, lambda, states, slack, members] = await Promise.all([
    bootstrapCheck(aws, region),
    guardDutyCheck(aws, region),
    lambdaCheck(aws),
    statesCheck(aws, region),
    slackCheck(aws, outputs['SlackSecretName'] ?? 'cordon/slack', askSlack),
    throughHub(options, region, outputs['OperatorUrl']),
  ]);
  return [ok('Region', region), me, bootstrap, hub, guardDuty, lambda, states, slack, ...members];
};

/** What only the hub can tell: who it takes you for, and whether its investigators get into the members. */
const throughHub = async (
  options: DoctorOptions,
  region: string,
  address: string | undefined,
): Promise<readonly Check[]> => {
  const url = options.url ?? address;
  if (!url) return [];
  const hub = await openHub({ ...options, url, region });
  const { check, setup } = await setupCheck(hub);
  return [check, ...(setup ? await memberChecks(hub, setup) : [])];
};

const doctor = async (options: DoctorOptions): Promise<void> => {
  const here = [...(await laptopChecks()), await stageCheck()];
  const checks = options.aws ? [...here, ...(await awsChecks(options))] : here;
  const missing = checks.filter(({ status }) => status === 'missing');
  if (options.json) printJson(checks);
  else {
    const rows = columns(
      checks.map(({ name, status, found }) => [paint(STYLES[status], MARKS[status]), name, plain(found)]),
    );
    printLines(rows.flatMap((row, at) => [row, ...(checks[at]?.cure ? [`     → ${plain(checks[at].cure)}`] : [])]));
    const count = missing.length === 1 ? '1 thing is missing' : `${missing.length} things are missing`;
    console.log(missing.length === 0 ? ALL_THERE[options.aws ? 'aws' : 'here'] : `${count}.`);
  }
  if (missing.length > 0) process.exitCode = EXIT.otherwise;
};

const ALL_THERE = {
  here: 'This machine has what Cordon needs.',
  aws: 'This machine and this account have what Cordon needs.',
} as const;

const HELP = `
Without --aws nothing leaves this machine. With it, AWS, the hub and Slack are asked, with your own credentials; nothing is
changed. The member roles are tried by the hub itself, which looks for a user that nobody has in each account.

Examples:
  cordon doctor
  cordon doctor --aws --profile security --region eu-west-1
  cordon doctor --aws --json`;

export const doctorCommand = (): Command =>
  withHub(
    new Command('doctor').description(
      'Checks what Cordon needs, on this machine and in the hub account; each failure comes with its cure.',
    ),
  )
    .option('--aws', 'look at the hub account too: credentials, bootstrap, GuardDuty, quotas, Slack, members')
    .addHelpText('after', HELP)
    .action(doctor);
