import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { AwsLooks, SlackWord } from '../adapters/look-at-aws';
import { awsErrorName } from '../playbooks/kit/errors';
import type { Check } from './doctor-checks';
import { HUB_STACK } from './hub';

export const ok = (name: string, found: string): Check => ({ name, status: 'ok', found });
export const bad = (name: string, found: string, cure: string): Check => ({ name, status: 'missing', found, cure });
export const warn = (name: string, found: string, cure: string): Check => ({ name, status: 'warn', found, cure });

/** The modern bootstrap, which this CDK app's synthesizer needs. */
const BOOTSTRAP_NEEDED = 6;
const EXPIRED = ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'];
const DENIED = /AccessDenied|UnauthorizedOperation|NotAuthorized/;
const UNKNOWN_KEY = /UnrecognizedClient|InvalidClientTokenId|SignatureDoesNotMatch|InvalidSignature/;

/** Why a call failed, and what to do: `right` is the IAM action that it takes. */
export const failure = (name: string, error: unknown, right: string): Check => {
  const said = error instanceof Error ? error.message : 'no answer';
  const kind = awsErrorName(error);
  if (kind === 'CredentialsProviderError')
    return bad(name, 'no AWS credentials were found', 'Sign in (aws sso login), name a --profile, or set AWS_PROFILE');
  if (EXPIRED.includes(kind)) return bad(name, 'the credentials have expired', 'Sign in again: aws sso login');
  if (UNKNOWN_KEY.test(kind))
    return bad(name, 'AWS does not know these credentials', 'Take those of the hub account; see aws configure list');
  if (DENIED.test(kind)) return warn(name, 'you may not look', `Your role needs ${right} for this check`);
  return bad(
    name,
    said || kind,
    'Look at the network, the Region and AWS_ENDPOINT_URL: AWS gave no answer to this call',
  );
};

/** Runs one look; what it throws becomes a check of its own. */
export const looked = async (name: string, right: string, look: () => Promise<Check>): Promise<Check> => {
  try {
    return await look();
  } catch (error) {
    return failure(name, error, right);
  }
};

export const bootstrapCheck = (aws: AwsLooks, region: string): Promise<Check> =>
  looked('CDK bootstrap', 'cloudformation:DescribeStacks', async () => {
    const version = Number((await aws.stack('CDKToolkit'))?.outputs['BootstrapVersion'] ?? 0);
    const cure = `With credentials of this account: npx cdk bootstrap (Region ${region})`;
    if (version === 0) return bad('CDK bootstrap', `this account is not prepared in ${region}`, cure);
    return version >= BOOTSTRAP_NEEDED
      ? ok('CDK bootstrap', `version ${version}`)
      : bad('CDK bootstrap', `version ${version}, ${BOOTSTRAP_NEEDED} or newer is needed`, cure);
  });

/** The hub's stack, and what it tells of itself. */
export const hubCheck = async (
  aws: AwsLooks,
  region: string,
): Promise<{ readonly check: Check; readonly outputs: Readonly<Record<string, string>> }> => {
  let outputs: Readonly<Record<string, string>> = {};
  const check = await looked('Hub', 'cloudformation:DescribeStacks', async () => {
    const stack = await aws.stack(HUB_STACK);
    if (!stack)
      return bad(
        'Hub',
        `no stack ${HUB_STACK} in ${region}`,
        'Deploy it: npx cdk deploy CordonHub, or give its --region',
      );
    outputs = stack.outputs;
    return /^(CREATE|UPDATE)_COMPLETE$/.test(stack.status)
      ? ok('Hub', `${HUB_STACK} is ${stack.status}`)
      : bad(
          'Hub',
          `${HUB_STACK} is ${stack.status}`,
          'Look at the stack’s events in CloudFormation, then deploy again',
        );
  });
  return { check, outputs };
};

const FREQUENCY: Readonly<Record<string, string>> = {
  FIFTEEN_MINUTES: 'every 15 minutes',
  ONE_HOUR: 'every hour',
  SIX_HOURS: 'every 6 hours',
};

export const guardDutyCheck = (aws: AwsLooks, region: string): Promise<Check> =>
  looked('GuardDuty', 'guardduty:ListDetectors and guardduty:GetDetector', async () => {
    const [detector] = await aws.detectors();
    if (!detector?.enabled)
      return bad(
        'GuardDuty',
        detector ? `its detector in ${region} is suspended` : `not on in ${region}`,
        'Turn it on for this Region, and make this account its delegated administrator',
      );
    const often = FREQUENCY[detector.frequency] ?? detector.frequency;
    return detector.frequency === 'SIX_HOURS'
      ? warn(
          'GuardDuty',
          `on; repeats of a finding are sent ${often}`,
          'aws guardduty update-detector --detector-id … --finding-publishing-frequency FIFTEEN_MINUTES: what goes on is then known sooner',
        )
      : ok('GuardDuty', `on; repeats of a finding are sent ${often}`);
  });

/** Intake alone takes 12 at once; new accounts start with as few as 10. */
const CONCURRENCY = 100;

export const lambdaCheck = (aws: AwsLooks): Promise<Check> =>
  looked('Lambda quota', 'lambda:GetAccountSettings', async () => {
    const { concurrent, unreserved } = await aws.lambdaLimits();
    const found = `${concurrent} functions at once, ${unreserved} of them unreserved`;
    return unreserved >= CONCURRENCY
      ? ok('Lambda quota', found)
      : warn(
          'Lambda quota',
          found,
          `Ask for more “Concurrent executions” in Service Quotas: below ${CONCURRENCY} a burst of findings waits`,
        );
  });

const secretSchema = z.object({ botToken: z.string(), signingSecret: z.string() });
const manifestSchema = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });

/** The scopes that the app's manifest asks for; private channels have scopes of their own that do as well. */
const wantedScopes = (): readonly string[] => {
  const text = readFileSync(join(__dirname, '..', 'slack-app', 'manifest.json'), 'utf8');
  return manifestSchema.parse(JSON.parse(text)).oauth_config.scopes.bot;
};
const missingScopes = (given: readonly string[]): readonly string[] =>
  wantedScopes().filter((scope) => !given.includes(scope) && !given.includes(scope.replace(/^channels:/, 'groups:')));

const REINSTALL = 'Install the app again from cordon slack manifest, and put the new token into the secret';

const slackWord = (word: SlackWord): Check => {
  if (!word.ok) return bad('Slack', `Slack refuses the bot token: ${word.code}`, REINSTALL);
  const missing = missingScopes(word.scopes);
  return missing.length === 0
    ? ok('Slack', `the token is of ${word.team} (${word.teamId}) and has every scope`)
    : bad('Slack', `the token lacks ${missing.join(', ')}`, REINSTALL);
};

/** Reads the secret, if this person may, and asks Slack about its token. Neither is printed. */
export const slackCheck = (
  aws: AwsLooks,
  secretName: string,
  ask: (botToken: string) => Promise<SlackWord>,
): Promise<Check> =>
  looked('Slack', `secretsmanager:GetSecretValue on ${secretName}`, async () => {
    const parsed = secretSchema.safeParse(jsonOf(await aws.secret(secretName)));
    const cure = `Put {"botToken": "xoxb-…", "signingSecret": "…"} into the secret ${secretName}`;
    if (!parsed.success) return bad('Slack', `the secret ${secretName} has another shape`, cure);
    const { botToken } = parsed.data;
    if (!botToken.startsWith('xoxb-')) return bad('Slack', `no bot token is in the secret ${secretName} yet`, cure);
    return slackWord(await ask(botToken));
  });

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
