import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { approve, tryAs } from '../../local/people-act';
import { asking, closed } from '../../local/records';
import { PEOPLE, SLACK } from '../../local/settings';
import { launch } from './targets';
import { output, type TheWay, type Way } from './way';

const DANA = PEOPLE.dana.slack;
const ROOT = join(__dirname, '..', '..');

const ask = async ({ stage }: Way, user: string, text: string): Promise<string> => {
  const before = stage.slack.control.transcript().length;
  const sent = await stage.slack.control.slash({ user, channel: SLACK.channels.routine, command: '/cordon', text });
  expect(sent).toMatchObject({ outcome: 'delivered' });
  const shown = stage.slack.control.transcript().slice(before);
  return JSON.stringify(shown.filter((entry) => entry.what === 'ephemeral' && entry.reader === user));
};

const homeOf = ({ stage }: Way, user: string): string => JSON.stringify(stage.slack.control.home(user)?.view ?? {});

/** `cordon slack --socket` as that command starts it. */
const startSocket = async (way: Way): Promise<ChildProcess> => {
  const { AWS_PROFILE: _profile, AWS_SESSION_TOKEN: _session, ...env } = process.env;
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'run.mjs'), join(ROOT, 'slack-app', 'socket.ts')], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...env,
      AWS_ENDPOINT_URL: way.stage.hub.client.endpoint,
      AWS_REGION: way.stage.hub.client.region,
      AWS_ACCESS_KEY_ID: way.stage.hub.client.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'x',
      CORDON_SETTINGS_FILE: way.stage.settingsFile,
      CORDON_TABLE: output(way, 'TableName'),
      CORDON_SLACK_SECRET: output(way, 'SlackSecretName'),
      CORDON_SLACK_APP_TOKEN: way.stage.slackSecret.appToken,
    },
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`The socket ended with ${code}`)));
  });
  return child;
};

/** What a person has of Slack besides the card. */
export const slackAppTests = (theWay: TheWay): void => {
  test('lists, App Home and direct messages follow one request from the question to its end', async () => {
    const way = theWay();
    const host = await launch(way);
    await way.stage.send('ec2-command-and-control', host.subject);
    const { incidentId } = (await way.records.untilOn(host.target, asking)).meta;

    expect(await ask(way, DANA, 'list')).toMatch(new RegExp(`Approval needed.*${incidentId}`));
    expect(await ask(way, DANA, `show ${incidentId}`)).toContain('"action_id":"review"');
    expect(await ask(way, 'U0STRANGE', `show ${incidentId}`)).not.toContain(host.id);
    await way.stage.slack.control.openHome({ user: DANA });
    await way.stage.slack.control.waitFor(() => homeOf(way, DANA).includes(incidentId), 10_000);

    const first = await tryAs(way.stage, PEOPLE.sam.slack, incidentId);
    expect(await tryAs(way.stage, PEOPLE.sam.slack, incidentId)).toBe(first);
    const refused = (await way.records.audit(incidentId)).filter(({ event }) => event === 'vote.refused');
    expect(refused.map(({ actor }) => actor)).toEqual(['sam']);

    await approve(way.stage, 'dana', incidentId, 'On our block list');
    expect((await way.records.until(incidentId, closed)).meta.outcome).toBe('contained');
    const direct = way.stage.slack.control.directWith(DANA);
    const told = () => way.stage.slack.control.messages(direct, DANA).filter(({ text }) => text.includes(incidentId));
    await way.stage.slack.control.waitFor(() => told().length > 0, 20_000);
    expect(told().map(({ text }) => text)).toEqual([expect.stringMatching(/✅ Contained.*You approved it/s)]);
    await way.stage.slack.control.waitFor(() => /✅ Contained/.test(homeOf(way, DANA)), 20_000);
  });

  test('over Socket Mode a click goes the same way, without an address that anybody could call', async () => {
    const way = theWay();
    const host = await launch(way);
    await way.stage.send('ec2-command-and-control', host.subject);
    const { incidentId } = (await way.records.untilOn(host.target, asking)).meta;
    const child = await startSocket(way);
    try {
      expect(await ask(way, DANA, `show ${incidentId}`)).toContain(host.id);
      await approve(way.stage, 'dana', incidentId, 'Seen from a laptop');
      expect((await way.records.until(incidentId, closed)).meta.outcome).toBe('contained');
      expect(way.stage.slack.control.transcript().some((entry) => entry.what === 'socket')).toBe(true);
    } finally {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
  });
};
