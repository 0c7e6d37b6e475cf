import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Door, openDoor } from './door';
import { cardsOf } from './hands';
import { ownWorkspace } from './own-workspace';
import { type Builds, buildApps, openPages, type Pages } from './page';
import { openBrowser } from './page/open-browser';
import { PRODUCTION, SANDBOX, STAGING } from './settings';
import { showCard } from './show';
import { CORDON_HOME, raiseStage, type Stage } from './stage';
import { subjectNamed } from './subjects';
import { followSlack, runTerminal } from './terminal';

/** Where other commands find the stage, such as `npx cordon plan`. */
const STATE = join(CORDON_HOME, 'stage.json');
const FIRST = { fixture: 'ec2-command-and-control', target: 'web-1' } as const;
const CARD_MS = 30_000;

const writeState = (stage: Stage, door: Door, pages: Pages | undefined): void => {
  const state = {
    pid: process.pid,
    hub: { endpoint: stage.hub.client.endpoint, outputs: stage.hub.outputs },
    members: stage.membersUrl,
    aws: stage.aws.url,
    slack: stage.slack.url,
    door: door.url,
    ...(pages ? { page: pages.url } : {}),
    settings: stage.settingsFile,
    operator: stage.operators,
  };
  writeFileSync(STATE, `${JSON.stringify(state, null, 2)}\n`);
  process.once('exit', () => rmSync(STATE, { force: true }));
};

const whereThingsAre = (stage: Stage, pages: Pages | undefined): string => `
Cordon is up.${pages ? ` Open ${pages.url}` : ''}
  hub       ${stage.hub.client.endpoint}   account ${stage.settings.hub.accountId}, ${stage.settings.hub.region}
  members   ${stage.membersUrl}   accounts ${STAGING} (staging), ${PRODUCTION} (production), ${SANDBOX} (sandbox)
  Slack     ${stage.slack.url}   a stand-in: Web API, signed clicks, its own page
  state     ${STATE}
`;

const whatToType = ({ url }: Door): string => `
No terminal here, so nobody is asked. To act:
  curl ${url}                                                          what Slack shows
  curl -X POST '${url}/press?as=dana&button=approve&reason=seen'       answer the newest request
  curl -X POST '${url}/press?as=dana&button=deny&reason=planned'
  curl -X POST '${url}/send?finding=iam-user-compromised-key&on=report-export'
Ctrl-C or SIGTERM ends it.`;

/** The first finding goes out at once: its request is there when the page is. Gives what to say of it. */
const sendFirst = async (stage: Stage): Promise<string> => {
  const subject = subjectNamed(stage.seed, FIRST.target);
  if (!subject) return '';
  const finding = await stage.send(FIRST.fixture, subject);
  const [card] = await stage.slack.control.waitFor(() => {
    const cards = cardsOf(stage);
    return cards.length > 0 && cards;
  }, CARD_MS);
  const said = `GuardDuty reports ${finding.type} on ${FIRST.target}, ${subject.instanceId}.`;
  return card ? `${said}\n\n${showCard(card)}` : said;
};

const untilSignal = (): Promise<void> =>
  new Promise(() => {
    // Nothing keeps a process alive that only waits for signals.
    setInterval(() => undefined, 60_000);
  });

/** Settles either way, and late: nobody who still raises the stage has to hear of it. */
const building = (): Promise<Builds | string> =>
  buildApps().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));

/** Cordon works without its page too: the terminal and the door by command line stay. */
const showPages = async (stage: Stage, builds: Builds | string): Promise<Pages | undefined> => {
  if (typeof builds === 'string') {
    console.log(`\nThere is no page: ${builds}`);
    return undefined;
  }
  return openPages(stage, builds);
};

interface Up {
  stage?: Stage;
  pages?: Pages | undefined;
}

const end = async ({ stage, pages }: Up): Promise<never> => {
  for (const problem of new Set(stage?.problems() ?? [])) console.log(problem);
  await pages?.stop();
  await stage?.stop();
  return process.exit(0);
};

/** Before the stage stands, leaving is enough: what was started ends with us, and its folder is removed on the way out. */
const endOnSignals = (up: Up): void => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => (up.stage ? void end(up) : process.exit(130)));
};

const attend = async (stage: Stage, door: Door): Promise<void> => {
  if (process.stdin.isTTY) return runTerminal(stage);
  console.log(whatToType(door));
  followSlack(stage, console.log);
  return untilSignal();
};

const main = async (): Promise<void> => {
  console.log('Bringing up the stage:');
  const up: Up = {};
  endOnSignals(up);
  const builds = building();
  const fresh = process.argv.includes('--fresh');
  const own = ownWorkspace(process.env);
  const stage = await raiseStage({ progress: (line) => console.log(`  ${line}`), fresh, ...own });
  up.stage = stage;
  const first = sendFirst(stage).catch((error: unknown) => `No request came: ${String(error)}`);
  const door = await openDoor(stage);
  up.pages = await showPages(stage, await builds);
  writeState(stage, door, up.pages);
  console.log(whereThingsAre(stage, up.pages));
  const asked = process.stdout.isTTY && !process.argv.includes('--no-open');
  if (up.pages && asked) openBrowser(up.pages.url);
  console.log(await first);
  await attend(stage, door);
  await end(up);
};

main().catch((error: unknown) => {
  console.error(`\nThe stage did not come up: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
