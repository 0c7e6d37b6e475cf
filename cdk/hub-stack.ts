import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { type IEventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FilterRule } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import type { Settings } from '../playbooks/kit/settings';
import { accept } from './accept';
import type { CodeOf } from './bundle';
import { Drills } from './constructs/drills';
import { findingsBusFor } from './constructs/findings-bus';
import { Follower } from './constructs/follower';
import { HubFunction } from './constructs/hub-function';
import { HubKey } from './constructs/hub-key';
import { Lane } from './constructs/lane';
import { OperatorDoor } from './constructs/operator-door';
import { PlaybookMachine } from './constructs/playbook-machine';
import { RecordStore } from './constructs/record';
import { letRedrive } from './constructs/redrive';
import { giveRights, machineArn } from './constructs/rights';
import { SlackDoor } from './constructs/slack-door';
import { Watch } from './constructs/watch';
import { eventPatterns } from './derive/events';
import { machineOf, undoMachineOf } from './derive/machine';
import { hubFunctions, INTAKE_SECONDS, machineNames, VIEW_SECONDS } from './hub-functions';
import { archiveOf, EXPORTER } from './log-archive';

export interface HubStackProps extends StackProps {
  readonly settings: Settings;
  readonly playbooks: readonly AnyPlaybook[];
  readonly codeOf: CodeOf;
}

export const SLACK_SECRET = 'cordon/slack';

/** Everything that runs in the security account. */
export class HubStack extends Stack {
  private readonly functions = new Map<string, HubFunction>();

  constructor(scope: Construct, id: string, props: HubStackProps) {
    super(scope, id, { description: 'Cordon: the hub, in the security account', ...props });
    const hubKey = new HubKey(this, 'Key');
    hubKey.encryptLogsOf(this);
    const store = new RecordStore(this, 'Record', hubKey.key, archiveOf(props.settings));
    const secret = slackSecret(this, hubKey.key);
    this.makeFunctions(store, secret, props);
    makeMachines(this, props.playbooks);
    const lanes = this.makeLanes(hubKey.key, findingsBusFor(this, props.settings));
    const followers = this.makeFollowers(store);
    this.makeClock();
    const door = new SlackDoor(this, 'SlackDoor', this.named('slack-receive'));
    const operators = new OperatorDoor(this, 'OperatorDoor', this.named('operator'));
    const queues = { ...lanes, ...followers };
    const byName = {
      urgent: lanes.Urgent,
      routine: lanes.Routine,
      'keep-audit': followers.KeepAuditRetry,
      'follow-record': followers.FollowRecordRetry,
      'slack-post': followers.SlackPostRetry,
    };
    letRedrive(this.named('redrive'), hubKey.key, byName);
    const { drills } = props.settings;
    const hourly = (drills?.targets.length ?? 0) > 0;
    if (drills) new Drills(this, 'Drills', { drill: this.named('drill'), lane: lanes.Urgent, hourly });
    const watch = new Watch(this, 'Watch', {
      key: hubKey.key,
      machines: machineNames(props.playbooks),
      queues: byName,
      exporter: this.named(EXPORTER),
      drills: hourly,
    });
    this.tell({
      SlackUrl: door.url,
      OperatorUrl: operators.url,
      TableName: store.table.tableName,
      ReplayTableName: store.replay.tableName,
      EvidenceBucket: store.evidence.bucketName,
      SlackSecretName: SLACK_SECRET,
      AlarmTopic: watch.topic.topicArn,
      MachinePrefix: machineArn(this, 'cordon-'),
      FunctionPrefix: 'cordon-',
      ...Object.fromEntries(
        Object.entries(queues).flatMap(([name, queue]) => [
          [`${name}Queue`, queue.queue.queueUrl],
          [`${name}ParkedQueue`, queue.parked.queueUrl],
        ]),
      ),
    });
  }

  /** The function `cordon-<suffix>`. */
  private named(suffix: string): HubFunction {
    const found = this.functions.get(suffix);
    if (!found) throw new Error(`The hub has no function cordon-${suffix}.`);
    return found;
  }

  private makeFunctions(store: RecordStore, secret: Secret, { playbooks, codeOf, settings }: HubStackProps): void {
    const common = {
      CORDON_TABLE: store.table.tableName,
      CORDON_REPLAY_TABLE: store.replay.tableName,
      CORDON_EVIDENCE_BUCKET: store.evidence.bucketName,
      CORDON_MACHINE_PREFIX: machineArn(this, 'cordon-'),
      CORDON_FUNCTION_PREFIX: 'cordon-',
      CORDON_SLACK_SECRET: SLACK_SECRET,
      CORDON_SLACK_DIALOG: 'cordon-slack-dialog',
    };
    for (const { entry, rights, environment, ...spec } of hubFunctions(playbooks, secret.secretArn)) {
      const fn = new HubFunction(this, pascal(spec.suffix), {
        ...spec,
        code: codeOf(entry),
        environment: { ...common, ...(rights.chains ? store.archiveEnvironment() : {}), ...environment },
      });
      giveRights(fn, store, rights, settings.organizationId);
      this.functions.set(spec.suffix, fn);
    }
  }

  private makeLanes(key: IKey, forwarded: IEventBus | undefined) {
    const { urgent, routine } = eventPatterns();
    const lane = (
      name: 'urgent' | 'routine',
      pattern: typeof urgent,
      size: { batch: number; concurrency: number },
    ): Lane =>
      new Lane(this, `${pascal(name)}Lane`, {
        name,
        pattern,
        key,
        oldest: Duration.minutes(name === 'urgent' ? 5 : 60),
        ...size,
        forwarded,
        intake: this.named(`intake-${name}`),
        intakeSeconds: INTAKE_SECONDS,
      });
    return {
      Urgent: lane('urgent', urgent, { batch: 10, concurrency: 5 }).waiting,
      // A flood is taken in with few calls for many findings, and in nobody's way.
      Routine: lane('routine', routine, { batch: 50, concurrency: 2 }).waiting,
    };
  }

  private makeFollowers(store: RecordStore) {
    const common = { table: store.table, key: store.key, viewSeconds: VIEW_SECONDS };
    const keeper = new Follower(this, 'KeepAuditStream', {
      ...common,
      view: this.named(EXPORTER),
      holds: 'Logs that could not be copied, or that are not what was written',
      changes: [LOGGED, OPENED, TO_START, DECIDED],
      batch: 100,
      tries: 10,
    });
    // The stream has room for two readers: what keeps the copies sees rows first hand, and hands the rest on.
    const record = new Follower(this, 'FollowRecordStream', {
      ...common,
      view: this.named('follow-record'),
      holds: 'Runs that could not be started, and decisions that Step Functions could not be told',
      tries: 10,
      atOnce: 10,
    });
    record.fedBy(this.named(EXPORTER), 'CORDON_FOLLOW_QUEUE');
    keeper.fedBy(this.named('sweep'), 'CORDON_KEEP_QUEUE');
    this.named(EXPORTER).lambda.addEnvironment('CORDON_PARKED_QUEUE', keeper.retry.parked.queueUrl);
    const slack = new Follower(this, 'SlackPostStream', {
      ...common,
      view: this.named('slack-post'),
      holds: 'Changes that Slack could not be shown',
      changes: [SHOWN],
      tries: 10,
    });
    return { KeepAuditRetry: keeper.retry, FollowRecordRetry: record.retry, SlackPostRetry: slack.retry };
  }

  private makeClock(): void {
    new Rule(this, 'EachMinute', {
      description: 'Wakes the sweeper, which does everything that waits for time',
      schedule: Schedule.rate(Duration.minutes(1)),
      // A missed minute is made up by the next: old wake-ups are worth nothing.
      targets: [new LambdaTarget(this.named('sweep').lambda, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }

  private tell(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

const INCIDENT_ROWS = { S: FilterRule.beginsWith('INCIDENT#inc-') };
/** Rows of logs, whatever happens to them: they are written once. */
const LOGGED = {
  dynamodb: { Keys: { pk: { S: FilterRule.beginsWith('INCIDENT#log#') }, sk: { S: FilterRule.beginsWith('ROW#') } } },
};
const CLAIMED = {
  Keys: { pk: INCIDENT_ROWS, sk: { S: FilterRule.isEqual('META') } },
  NewImage: { stage: { S: FilterRule.isEqual('claimed') } },
};
/** All that `follow-record` acts on: a new incident, one that wants its run now, and an answer that Step Functions has to hear. */
const OPENED = { eventName: FilterRule.isEqual('INSERT'), dynamodb: CLAIMED };
const TO_START = {
  dynamodb: { Keys: CLAIMED.Keys, NewImage: { wants: { S: FilterRule.isEqual('run') } } },
};
const DECIDED = {
  dynamodb: {
    Keys: { pk: INCIDENT_ROWS, sk: { S: FilterRule.isEqual('APPROVAL') } },
    NewImage: { status: { S: FilterRule.notEquals('PENDING') } },
  },
};
/**
 * Everything that people may see: each change of an incident moves the head of its log, and so wakes the poster once. Notes
 * about what was posted move none, nor does the count of a finding's copies; what no card shows yet moves it without waking anybody.
 */
const SHOWN = {
  dynamodb: {
    Keys: {
      pk: { S: [...FilterRule.beginsWith('INCIDENT#log#inc-'), ...FilterRule.beginsWith('INCIDENT#log#control')] },
      sk: { S: FilterRule.isEqual('HEAD') },
    },
    NewImage: { wakes: { S: FilterRule.isEqual('views') } },
  },
};

const makeMachines = (stack: HubStack, playbooks: readonly AnyPlaybook[]): void => {
  for (const playbook of playbooks) {
    new PlaybookMachine(stack, `${pascal(playbook.id)}Machine`, {
      name: `cordon-${playbook.id}`,
      machine: machineOf(playbook),
    });
    const undo = undoMachineOf(playbook);
    if (undo)
      new PlaybookMachine(stack, `Undo${pascal(playbook.id)}Machine`, {
        name: `cordon-undo-${playbook.id}`,
        machine: undo,
      });
  }
};

/** Holds a generated placeholder until the operator puts Slack's token and signing secret in: no template ever carries them. */
const slackSecret = (stack: Stack, encryptionKey: IKey): Secret => {
  const secret = new Secret(stack, 'SlackSecret', {
    encryptionKey,
    secretName: SLACK_SECRET,
    description: 'Slack app: {"botToken": "xoxb-…", "signingSecret": "…"}',
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ botToken: 'put the bot token here' }),
      generateStringKey: 'signingSecret',
      excludePunctuation: true,
    },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  accept(
    secret,
    'SMG4',
    'Slack issues both values, and a person puts them in: no function can rotate them. The gate takes the previous signing secret for as long as the secret says.',
  );
  return secret;
};

const pascal = (name: string): string =>
  name.replace(/(^|-)([a-z0-9])/g, (_, __, first: string) => first.toUpperCase());
