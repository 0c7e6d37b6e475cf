import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inWorkspace, ownWorkspace } from '../../local/own-workspace';
import { localSettings, PEOPLE, SLACK } from '../../local/settings';

const own = {
  teamId: 'T0REAL',
  appId: 'A0REAL',
  channels: { urgent: 'C0REALURGENT', routine: 'C0REALROUTINE', page: 'C0REALPAGE' },
  people: { dana: 'U0REALDANA', eli: 'U0REALELI' },
};
const at = 'http://127.0.0.1:1';
const settings = localSettings({ slackUrl: at, motoUrl: at, awsUrl: at });

describe('the stage in a workspace of one’s own', () => {
  it('has that workspace’s ids wherever one stands, and talks to Slack itself', () => {
    const made = inWorkspace(settings, own);
    expect(made.slack).toMatchObject({ teamId: 'T0REAL', appId: 'A0REAL', channels: own.channels });
    expect(made.slack.apiUrl).toBeUndefined();
    expect(made.approval.disruptive.escalate?.channel).toBe('C0REALPAGE');
    expect(made.people.find(({ id }) => id === 'dana')?.slack).toBe('U0REALDANA');
    expect(JSON.stringify(made)).not.toContain(SLACK.channels.page);
    expect(made.memberEndpoints).toEqual(settings.memberEndpoints);
  });

  it('leaves people without a place there as they are, so that nobody acts for them', () => {
    expect(inWorkspace(settings, own).people.find(({ id }) => id === 'noor')?.slack).toBe(PEOPLE.noor.slack);
  });

  it('is off by itself, and says which variable or field is missing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cordon-test-'));
    const file = join(folder, 'slack.json');
    expect(ownWorkspace({})).toEqual({});
    expect(() => ownWorkspace({ CORDON_SLACK_WORKSPACE: file })).toThrow('CORDON_SLACK_BOT_TOKEN');
    const env = { CORDON_SLACK_WORKSPACE: file, CORDON_SLACK_BOT_TOKEN: 'test-bot-token' };
    expect(() => ownWorkspace(env)).toThrow(/cannot be used.*ENOENT/);
    writeFileSync(file, JSON.stringify({ ...own, channels: {} }));
    expect(() => ownWorkspace(env)).toThrow(/channels.urgent/);
    writeFileSync(file, JSON.stringify(own));
    expect(ownWorkspace(env)).toMatchObject({ botToken: 'test-bot-token' });
    rmSync(folder, { recursive: true });
  });
});
