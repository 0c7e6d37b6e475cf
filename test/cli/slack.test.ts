import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { socketEnvironment } from '../../cli/slack-environment';
import { manifestFor } from '../../cli/slack-manifest';
import { appFromManifest } from '../../local/slack/manifest';
import manifest from '../../slack-app/manifest.json';
import { settings } from '../slack-app/support';

const URL = 'https://a1b2c3d4.execute-api.eu-west-1.amazonaws.com/slack';
const words = (value: object): string => JSON.stringify(value);

describe('cordon slack manifest', () => {
  it('puts the one address into everything that Slack calls', () => {
    const made = words(manifestFor(manifest, { url: URL }));
    expect(made.split(URL)).toHaveLength(4);
    expect(made).not.toContain('REPLACE');
    expect(made).toContain('"socket_mode_enabled":false');
  });

  it('names no address at all for Socket Mode', () => {
    const made = words(manifestFor(manifest, { socket: true }));
    expect(made).not.toMatch(/"(request_)?url"/);
    expect(made).toContain('"socket_mode_enabled":true');
    expect(appFromManifest(manifestFor(manifest, { socket: true }))).toEqual(appFromManifest(manifest));
  });

  it('asks for the scopes of private channels in place of public ones, and for no more', () => {
    const { scopes } = appFromManifest(manifestFor(manifest, { socket: true, private: true }));
    expect(scopes).toEqual(['chat:write', 'commands', 'groups:history', 'groups:read', 'users:read']);
  });

  it('says what is wrong with an address, and that one way has to be chosen', () => {
    for (const url of ['http://x.example/slack', 'https://x.example/', 'https://x.example/slack?a=1', 'x'])
      expect(() => manifestFor(manifest, { url })).toThrow(
        'must be the address that the deployment printed as SlackUrl',
      );
    expect(() => manifestFor(manifest, {})).toThrow('not both');
    expect(() => manifestFor(manifest, { url: URL, socket: true })).toThrow('not both');
  });
});

describe('cordon slack --socket', () => {
  let folder: string;
  const before = { ...process.env };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cordon-test-'));
    process.env['CORDON_STAGE_FILE'] = join(folder, 'no-stage.json');
    delete process.env['CORDON_TABLE'];
  });
  afterEach(() => {
    process.env = { ...before };
    rmSync(folder, { recursive: true });
  });
  const config = (value: unknown): string => {
    const file = join(folder, 'config.json');
    writeFileSync(file, JSON.stringify(value));
    return file;
  };

  it('gives the child the table and the settings, in a file that only this person reads', async () => {
    const { env, where } = await socketEnvironment({ config: config(settings), table: 'T1', profile: 'security' });
    expect(where).toBe('the table T1');
    expect(env).toMatchObject({ CORDON_TABLE: 'T1', AWS_PROFILE: 'security', AWS_REGION: 'eu-west-1' });
    expect(JSON.parse(readFileSync(env['CORDON_SETTINGS_FILE'] ?? '', 'utf8'))).toEqual(settings);
  });

  it('names what is missing and the cure', async () => {
    await expect(socketEnvironment({ config: 'nowhere.ts' })).rejects.toMatchObject({
      field: '--table',
      message: expect.stringContaining('npm start'),
    });
    await expect(socketEnvironment({ config: 'nowhere.ts', table: 'T' })).rejects.toMatchObject({ field: '--config' });
    await expect(socketEnvironment({ config: config({ hub: {} }), table: 'T' })).rejects.toThrow(
      'cannot be used: hub.accountId',
    );
  });
});
