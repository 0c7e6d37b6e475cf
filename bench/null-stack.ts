import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormation, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import { bundleOptions } from '../cdk/bundle';
import { localApiUrl } from '../local/deploy';
import { pythonPath } from '../local/python';
import { HUB } from '../local/settings';
import type { Stage } from '../local/stage';
import type { NullPart } from './null-function';
import { NULL_PREFIX } from './score';

/** Where the null workflow's events come from: Cordon's own rules leave them alone. */
export const NULL_SOURCE = 'bench.null';

export interface NullFlow {
  /** Where Slack sends clicks. */
  readonly slackUrl: string;
  readonly machinePrefix: string;
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}
interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** The bucket of CDK's bootstrap: any bucket of the hub would do. */
const BUCKET = `cdk-hnb659fds-assets-${HUB.accountId}-${HUB.region}`;

/**
 * The very template of the hub, under other names and with other code: the same queues, rules, streams, filters,
 * machines and functions. Only the clock is left out: nothing in a measured run waits for it.
 */
export const nullTemplate = (hubTemplate: string, codeKey: string): string => {
  const renamed = hubTemplate
    .replaceAll('cordon-', NULL_PREFIX)
    .replaceAll('cordon/', NULL_PREFIX.replace('-', '/'))
    .replaceAll('aws.guardduty', NULL_SOURCE);
  const template = JSON.parse(renamed) as Template;
  const resources = Object.entries(template.Resources)
    .filter(([, { Properties }]) => !Properties?.['ScheduleExpression'])
    .map(([name, resource]) =>
      resource.Type === 'AWS::Lambda::Function'
        ? [name, { ...resource, Properties: { ...resource.Properties, Code: { S3Bucket: BUCKET, S3Key: codeKey } } }]
        : [name, resource],
    );
  return JSON.stringify({ ...template, Resources: Object.fromEntries(resources) });
};

const bundle = async (folder: string, part: NullPart): Promise<Buffer> => {
  await build(bundleOptions(['bench/null-function'], folder, []));
  const code = join(folder, 'bench-null-function');
  writeFileSync(join(code, 'score.json'), JSON.stringify(part));
  const zip = join(folder, 'null.zip');
  execFileSync(pythonPath(), ['-m', 'zipfile', '-c', zip, join(code, 'index.js'), join(code, 'score.json')]);
  return readFileSync(zip);
};

/** Deploys the null workflow beside Cordon, on the same emulator. */
export const deployNull = async (stage: Stage, part: NullPart): Promise<NullFlow> => {
  const s3 = new S3({ ...stage.hub.client, forcePathStyle: true });
  const hubTemplate = readFileSync(join(stage.folder, 'cdk.out/CordonHub.template.json'), 'utf8');
  const put = (Key: string, Body: string | Buffer) => s3.putObject({ Bucket: BUCKET, Key, Body });
  await put('null.zip', await bundle(join(stage.folder, 'null'), part));
  await put('null.template.json', nullTemplate(hubTemplate, 'null.zip'));
  const client = new CloudFormation(stage.hub.client);
  const StackName = 'NullFlow';
  const TemplateURL = `${stage.hub.client.endpoint}/${BUCKET}/null.template.json`;
  await client.createStack({ StackName, TemplateURL, Capabilities: ['CAPABILITY_NAMED_IAM'] });
  await waitUntilStackCreateComplete({ client, maxWaitTime: 120, minDelay: 1 }, { StackName });
  const outputs = (await client.describeStacks({ StackName })).Stacks?.[0]?.Outputs ?? [];
  const output = (name: string): string => outputs.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? '';
  return {
    slackUrl: localApiUrl(stage.hub.client.endpoint, output('SlackUrl')),
    machinePrefix: output('MachinePrefix'),
  };
};
