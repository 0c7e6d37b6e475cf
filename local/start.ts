import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Door, openDoor } from './door';
import { cardsOf } from './hands';
import { PRODUCTION, SANDBOX, STAGING } from './settings';
import { showCard } from './show';
import { CORDON_HOME, raiseStage, type Stage } from './stage';
import { subjectNamed } from './subjects';
import { followSlack, runTerminal } from './terminal';

/** Where other commands find the stage, such as `npx cordon plan`. */
const STATE = join(CORDON_HOME, 'stage.json');
const FIRST = { fixture: 'ec2-command-and-control', target: 'web-1' } as const;
const CARD_MS = 30_000;

const writeState = (stage: Stage, door: Door): void => {
  const state = {
    pid: process.pid,
    hub: { endpoint: stage.hub.client.endpoint, outputs: stage.hub.outputs },
    members: stage.membersUrl,
    aws: stage.aws.url,
    slack: stage.slack.url,
    door: door.url,
    settings: stage.settingsFile,
  };
  writeFileSync(STATE, `${JSON.stringify(state, null, 2)}\n`);
  process.once('exit', () => rmSync(STATE, { force: true }));
};

const whereThingsAre = (stage: Stage): string => `
Cordon is up.
  hub       ${stage.hub.client.endpoint}   account ${stage.settings.hub.accountId}, ${stage.settings.hub.region}
  members   ${stage.membersUrl}   accounts ${STAGING} (staging), ${PRODUCTION} (production), ${SANDBOX} (sandbox)
  Slack     ${stage.slack.url}   a stand-in: Web API, signed clicks
  state     ${STATE}
`;

const whatToType = ({ url }: Door): string => `
No terminal here, so nobody is asked. To act:
  curl ${url}                                                          what Slack shows
  curl -X POST '${url}/press?as=dana&button=approve&reason=seen'       answer the newest request
  curl -X POST '${url}/press?as=dana&button=deny&reason=planned'
  curl -X POST '${url}/send?finding=iam-user-compromised-key&on=report-export'
Ctrl-C or SIGTERM ends it.`;

const sendFirst = async (stage: Stage): Promise<void> => {
  const subject = subjectNamed(stage.seed, FIRST.target);
  if (!subject) return;
  const finding = await stage.send(FIRST.fixture, subject);
  console.log(`GuardDuty reports ${finding.type} on ${FIRST.target}, ${subject.instanceId}.\n`);
  const [card] = await stage.slack.control.waitFor(() => {
    const cards = cardsOf(stage);
    return cards.length > 0 && cards;
  }, CARD_MS);
  if (card) console.log(showCard(card));
};

const untilSignal = (): Promise<void> =>
  new Promise(() => {
    // Nothing keeps a process alive that only waits for signals.
    setInterval(() => undefined, 60_000);
  });

const main = async (): Promise<void> => {
  console.log('Bringing up the stage:');
  const stage = await raiseStage({ progress: (line) => console.log(`  ${line}`) });
  endWith(stage);
  const door = await openDoor(stage);
  writeState(stage, door);
  console.log(whereThingsAre(stage));
  await sendFirst(stage).catch((error: unknown) => console.log(`No request came: ${String(error)}`));
  if (process.stdin.isTTY) {
    await runTerminal(stage);
  } else {
    console.log(whatToType(door));
    followSlack(stage, console.log);
    await untilSignal();
  }
  await end(stage);
};

const end = async (stage: Stage): Promise<void> => {
  for (const problem of new Set(stage.problems())) console.log(problem);
  await stage.stop();
  process.exit(0);
};

// Before the stage stands, leaving is enough: what was started ends with us, and its folder is removed on the way out.
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const leave = (): void => process.exit(130);
for (const signal of SIGNALS) process.once(signal, leave);

const endWith = (stage: Stage): void => {
  for (const signal of SIGNALS) {
    process.removeListener(signal, leave);
    process.once(signal, () => void end(stage));
  }
};

main().catch((error: unknown) => {
  console.error(`\nThe stage did not come up: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
