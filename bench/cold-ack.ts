import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../cdk/bundle';
import { readIncident } from '../incidents/read';
import type { Store } from '../incidents/store';
import { startMiniStack } from '../local/emulators';
import { HUB, localSettings, PEOPLE, SLACK } from '../local/settings';
import { playbooks } from '../playbooks/index';
import { fileOf, SLACK_ENTRY, workFolder } from './bundles';
import { createHub, NAMES, openRequest, SIGNING_SECRET, storeAt } from './cold-ack-record';

// The first answer of a function that was just started: a new process loads the deployed bundle and takes one approval. It counts
// from the start of the process to the answer, and only when the decision stands in the table. In turns with a Slack that answers
// and with one that takes connections and never says a word.

const RUNS = 50;

/** One answer: when it came, and whether Slack had said who the person is. */
export interface Ack {
  readonly ms: number;
  readonly confirmed: boolean;
}
export interface ColdAcks {
  readonly reachable: readonly Ack[];
  readonly blackHoled: readonly Ack[];
}

const RUN = `const [file, event] = process.argv.slice(1);
require(file).handler(JSON.parse(event)).then((answer) => {
  require('node:fs').writeSync(1, JSON.stringify({ ms: performance.now(), status: answer.statusCode }));
  process.exit(0);
});`;

const listening = async (server: Server | SocketServer): Promise<string> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const answeringSlack = (): Server =>
  createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ok: true, user: { id: PEOPLE.dana.slack, team_id: SLACK.teamId } }));
  });

const form = (incidentId: string): string =>
  `payload=${encodeURIComponent(
    JSON.stringify({
      type: 'view_submission',
      api_app_id: SLACK.appId,
      team: { id: SLACK.teamId },
      enterprise: null,
      user: { id: PEOPLE.dana.slack, team_id: SLACK.teamId },
      view: {
        id: 'V1',
        callback_id: 'approve',
        // From App Home: no card needs to stand anywhere.
        private_metadata: JSON.stringify({ r: incidentId, v: 1, c: 'home', t: 'home' }),
        state: { values: {} },
      },
    }),
  )}`;

const signed = (body: string): string => {
  const at = String(Math.floor(Date.now() / 1000));
  const hex = createHmac('sha256', SIGNING_SECRET).update(`v0:${at}:${body}`).digest('hex');
  const headers = {
    'x-slack-signature': `v0=${hex}`,
    'x-slack-request-timestamp': at,
    'content-type': 'application/x-www-form-urlencoded',
  };
  return JSON.stringify({ headers, body, isBase64Encoded: false });
};

const ackOf = (said: string): Ack | undefined => {
  const at = said.lastIndexOf('{"ms"');
  if (at < 0) return undefined;
  const { ms, status } = JSON.parse(said.slice(at)) as { ms: number; status: number };
  return status === 200 ? { ms, confirmed: !said.includes('could not confirm an account') } : undefined;
};

const coldRun = (file: string, env: NodeJS.ProcessEnv, incidentId: string): Promise<Ack> =>
  new Promise((done, failed) => {
    const child = spawn(process.execPath, ['-e', RUN, file, signed(form(incidentId))], { env });
    let [said, wrong] = ['', ''];
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      wrong += data.toString();
    });
    child.once('close', () => {
      const ack = ackOf(said);
      if (ack) done(ack);
      else failed(new Error(`The answer to ${incidentId} was ${said.slice(-500)} ${wrong.slice(-500)}`));
    });
  });

const environment = (endpoint: string, settingsFile: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'] ?? '',
  AWS_REGION: HUB.region,
  AWS_ACCESS_KEY_ID: HUB.accountId,
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_ENDPOINT_URL: endpoint,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  CORDON_SETTINGS_FILE: settingsFile,
  CORDON_TABLE: NAMES.table,
  CORDON_REPLAY_TABLE: NAMES.replays,
  CORDON_SLACK_SECRET: NAMES.secret,
  CORDON_SLACK_DIALOG: 'cordon-slack-dialog',
});

/** One bundle beside one Slack: gives the answer to the next request, once its decision is seen in the table. */
const side = (name: string, folder: string, endpoint: string, slackUrl: string) => {
  const settings = localSettings({ slackUrl, motoUrl: endpoint, awsUrl: endpoint });
  const settingsFile = join(folder, `settings-${name}.json`);
  writeFileSync(settingsFile, JSON.stringify(settings));
  const [store, env]: [Store, NodeJS.ProcessEnv] = [storeAt(endpoint, settings), environment(endpoint, settingsFile)];
  return async (at: number): Promise<Ack> => {
    const incidentId = await openRequest(store, at);
    const ack = await coldRun(fileOf(folder, SLACK_ENTRY), env, incidentId);
    const status = (await readIncident(store, incidentId))?.approval?.status;
    if (status !== 'APPROVED') throw new Error(`${incidentId} was acknowledged and is ${status ?? 'not recorded'}`);
    return ack;
  };
};

const inTurns = async (folder: string, endpoint: string, slackUrl: string, holeUrl: string): Promise<ColdAcks> => {
  await createHub(endpoint);
  const toSlack = side('reachable', folder, endpoint, slackUrl);
  const toHole = side('black-holed', folder, endpoint, holeUrl);
  const [reachable, blackHoled]: [Ack[], Ack[]] = [[], []];
  for (let run = 0; run < RUNS; run += 1) {
    reachable.push(await toSlack(run));
    blackHoled.push(await toHole(RUNS + run));
  }
  return { reachable, blackHoled };
};

/** Bundles the Slack handler and lets it answer {@link RUNS} approvals each way, each by a new process. */
export const measureColdAcks = async (): Promise<ColdAcks> => {
  const folder = workFolder();
  const [slack, hole] = [answeringSlack(), createSocketServer()];
  try {
    await build(bundleOptions([SLACK_ENTRY], folder, playbooks));
    const emulator = await startMiniStack();
    try {
      return await inTurns(folder, emulator.url, await listening(slack), await listening(hole));
    } finally {
      await emulator.stop();
    }
  } finally {
    slack.close();
    hole.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
