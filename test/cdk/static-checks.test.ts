import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CfnGuardValidator } from '@cdklabs/cdk-validator-cfnguard';
import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { ACCEPTED_GUARD } from '../../cdk/accepted/guard';
import { ACCEPTED_LINT } from '../../cdk/accepted/lint';
import { ACCEPTED_NAG } from '../../cdk/accepted/nag';
import type { Accepted } from '../../cdk/accepted/reasons';
import { PROJECT, pythonPath } from '../../local/python';
import { playbooks } from '../../playbooks/index';
import { synthesise } from './synth';

/** A rule, and the path that it found something at. */
type Finding = readonly [rule: string, at: string];

const PACKS = { AwsSolutions: AwsSolutionsChecks, Serverless: ServerlessChecks, 'NIST 800-53 r5': NIST80053R5Checks };
const PACK_NAMES = Object.keys(PACKS) as (keyof typeof PACKS)[];

const nagged = (app: App, scope: IConstruct, pack: keyof typeof PACKS): readonly Finding[] =>
  new PACKS[pack](app)
    .validateScope(scope)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(
        (resource) => [ruleName, 'constructPath' in resource ? resource.constructPath : ''] as const,
      ),
    );

const accepts = ({ rule, on }: Accepted, [found, at]: Finding): boolean => rule === found && on.test(at);
const unexplained = (found: readonly Finding[], accepted: readonly Accepted[]): readonly string[] =>
  found.filter((one) => !accepted.some((entry) => accepts(entry, one))).map(([rule, at]) => `${rule} ${at}`);
const unneeded = (found: readonly Finding[], accepted: readonly Accepted[]): readonly string[] =>
  accepted
    .filter((entry) => !found.some((one) => accepts(entry, one)))
    .map(({ rule, where }) => `${rule} (${where}) is accepted, and nothing needs it`);

const cordon = synthesise(playbooks);
const PLACES = { Partition: 'aws', Functions: 'arn:aws:lambda:eu-west-1:111111111111:function:' };
const folder = mkdtempSync(join(tmpdir(), 'cordon-templates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The templates as files. What a deployment fills into the machines is filled in: cfn-lint reads them as they stand. */
const write = (to: string, templates: readonly { readonly id: string; readonly template: unknown }[]): void => {
  mkdirSync(join(folder, to));
  for (const { id, template } of templates) {
    const text = JSON.stringify(template).replaceAll(
      /\$\{(Partition|Functions)\}/g,
      (_, name: keyof typeof PLACES) => PLACES[name],
    );
    writeFileSync(join(folder, to, `${id}.template.json`), text);
  }
};
write('good', cordon.app.synth().stacks);
// In two parts, so that this file holds nothing that looks like a token.
const TOKEN = ['xoxb', '123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx'].join('-');
const OPEN_BUCKET = {
  Description: TOKEN,
  Resources: { Open: { Type: 'AWS::S3::Bucket', Properties: { BucketNam: 'open' } } },
};
write('bad', [{ id: 'Wrong', template: OPEN_BUCKET }]);
const filesIn = (name: string): readonly string[] =>
  readdirSync(join(folder, name)).map((file) => join(folder, name, file));

const said = (program: string, args: readonly string[], cwd: string): Promise<string> =>
  new Promise((done, failed) => {
    const child = spawn(program, [...args], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (data: Buffer) => (text += data.toString()));
    child.once('error', failed);
    child.once('close', () => done(text));
  });

const lint = async (files: readonly string[]): Promise<readonly string[]> => {
  const ignored = ACCEPTED_LINT.map(({ rule }) => rule);
  const args = ['--format', 'json', '--ignore-checks', ...ignored, '-t', ...files];
  const text = await said(join(dirname(pythonPath()), 'cfn-lint'), args, PROJECT);
  const matches = JSON.parse(text) as readonly { Rule: { Id: string }; Filename: string; Message: string }[];
  return matches.map(({ Rule, Filename, Message }) => `${Filename.slice(folder.length + 1)} ${Rule.Id} ${Message}`);
};

const secretsIn = async (name: string): Promise<readonly string[]> => {
  const program = join(PROJECT, 'node_modules/secretlint/bin/secretlint.js');
  const out = join(folder, `${name}-secrets.json`);
  const rules = join(PROJECT, '.secretlintrc.json');
  await said(
    process.execPath,
    [program, '--secretlintrc', rules, '--format', 'json', '--output', out, '*.json'],
    join(folder, name),
  );
  const reports = JSON.parse(readFileSync(out, 'utf8')) as readonly { messages: readonly { message: string }[] }[];
  expect(reports).toHaveLength(filesIn(name).length);
  return reports.flatMap(({ messages }) => messages.map(({ message }) => message));
};

const RULES = join(PROJECT, 'node_modules/@cdklabs/cdk-validator-cfnguard/rules/control-tower/cfn-guard');

/** The rules that name a type of these templates; no other can find anything in them, and reading all takes five times as long. */
const rulesFor = (texts: string): string[] => {
  const types = new Set(texts.match(/AWS::\w+::\w+/g));
  return readdirSync(RULES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.guard'))
    .map((file) => join(RULES, file))
    .filter((file) => (readFileSync(file, 'utf8').match(/AWS::\w+::\w+/g) ?? []).some((type) => types.has(type)));
};

const guarded = (files: readonly string[]): readonly Finding[] => {
  const rules = rulesFor(files.map((file) => readFileSync(file, 'utf8')).join('\n'));
  const guard = new CfnGuardValidator({ controlTowerRulesEnabled: false, rules, maxBuffer: 1 << 28 });
  return guard
    .validate({ templatePaths: [...files], appConstruct: cordon.app })
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ resourceLogicalId, templatePath }) => {
        const stack = templatePath.slice(templatePath.lastIndexOf('/') + 1, -'.template.json'.length);
        return [ruleName, `${stack}/${resourceLogicalId ?? '?'}`] as const;
      }),
    );
};

/** An open bucket for two packs, a queue without a place for failures for the third. */
const wrongStack = () => {
  const app = new App();
  const stack = new Stack(app, 'Wrong');
  new Bucket(stack, 'Open');
  new Queue(stack, 'Endless');
  return { app, stack };
};

describe('cdk-nag', () => {
  const found = PACK_NAMES.flatMap((pack) => nagged(cordon.app, cordon.app, pack));

  it('finds nothing in any stack that has no reason', () => {
    expect(unexplained(found, ACCEPTED_NAG)).toEqual([]);
  });

  it('still finds everything that is accepted', () => {
    expect(unneeded(found, ACCEPTED_NAG)).toEqual([]);
  });

  it.each(PACK_NAMES)('does find what %s calls wrong', (pack) => {
    const wrong = wrongStack();
    expect(nagged(wrong.app, wrong.stack, pack).length).toBeGreaterThan(0);
  });
});

describe('the templates as files', () => {
  // One run of cfn-lint for both: most of its time goes into starting.
  const running = Promise.all([lint([...filesIn('good'), ...filesIn('bad')]), secretsIn('good'), secretsIn('bad')]);
  const found = guarded(filesIn('good'));

  it('give cfn-lint nothing to say, of which the accepted warnings are left out', async () => {
    const [found] = await running;
    expect(found.filter((one) => one.startsWith('good'))).toEqual([]);
    expect(found.filter((one) => one.startsWith('bad')).join()).toContain('BucketNam');
  }, 300_000);

  it('hold no secret', async () => {
    const [, good, bad] = await running;
    expect(good).toEqual([]);
    expect(bad.join()).toMatch(/Slack/i);
  }, 300_000);

  it('break no rule of cfn-guard without a reason', () => {
    expect(unexplained(found, ACCEPTED_GUARD)).toEqual([]);
  });

  it('still break every rule of cfn-guard that is accepted', () => {
    expect(unneeded(found, ACCEPTED_GUARD)).toEqual([]);
  });

  it('would be found to break a rule', () => {
    expect(guarded(filesIn('bad')).map(([rule]) => rule)).toContain('s3_bucket_versioning_enabled_check');
  });
});

it.each([...ACCEPTED_NAG, ...ACCEPTED_GUARD, ...ACCEPTED_LINT])('$rule is accepted with a sentence', ({ reason }) => {
  expect(reason).toMatch(/^[A-Z].{30,}\.$/);
});
