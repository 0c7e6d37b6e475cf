import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extend, headOf } from '../../incidents/chain';
import type { AuditRow, Notice } from '../../incidents/model';
import type { IncidentView } from '../../incidents/views';
import { hubForTests, type } from './fake-hub';

const hub = hubForTests();
const folder = mkdtempSync(join(tmpdir(), 'cordon-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const one = (wanted: (view: IncidentView) => boolean): IncidentView => {
  const found = hub.incidents.find(wanted);
  if (!found) throw new Error('There is no made-up incident of that kind.');
  return found;
};
const waiting = (): IncidentView =>
  one(({ stage, may, plan }) => stage === 'waiting' && may.decide.ok && plan?.risk !== 'destructive');
const posts = () => hub.asked.filter(({ method }) => method === 'POST');
const fresh = { body: { at: '2026-11-23T12:00:00Z', ok: true, stale: [], changed: [], revision: 1 } };

describe('cordon list', () => {
  it('shows every incident with its state in a word, and signs as the command line', async () => {
    const { code, out } = await type('list');
    expect(code).toBe(0);
    for (const { incidentId } of hub.incidents) expect(out).toContain(incidentId);
    expect(out).toMatch(/waiting for approval/);
    expect(hub.asked[0]).toMatchObject({
      door: 'cli',
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 .*eu-west-1\/execute-api/),
    });
  });

  it('says of what waits for the end of a flood why, and when it is looked at', async () => {
    const queued = one(({ startAfter }) => startAfter !== undefined);
    const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
    const line = async (startAfter: string): Promise<string> => {
      hub.script = ({ path }) =>
        path.startsWith('/incidents?') ? { body: { incidents: [{ ...queued, startAfter }] } } : undefined;
      return (await type('list')).out;
    };
    expect(await line(at(100))).toMatch(/≡ queued .*opened in a flood of routine findings, looked at in 1 min/);
    expect(await line(at(-5))).toMatch(/≡ queued .*opened in a flood of routine findings, its turn has come/);
    hub.script = ({ path }) =>
      path.endsWith(queued.incidentId) ? { body: { ...queued, startAfter: at(100) } } : undefined;
    const { out } = await type('show', queued.incidentId);
    expect(out).toMatch(/opened in a flood of routine findings, looked at in 1 min: \w+ .*\d:\d\d/);
  });

  it('--open leaves the closed ones out, and --json is what the hub said', async () => {
    const { out } = await type('list', '--open', '--json');
    const shown = JSON.parse(out) as readonly IncidentView[];
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter(({ stage }) => stage === 'closed')).toEqual([]);
  });

  it('goes through pages until there are as many as asked for', async () => {
    const [first, second] = hub.incidents;
    hub.script = ({ path }) => {
      const before = new URL(path, 'http://hub').searchParams.get('before');
      return { body: before ? { incidents: [second] } : { incidents: [first], next: 'more' } };
    };
    const { out } = await type('list', '--json', '--limit', '2');
    expect(JSON.parse(out)).toHaveLength(2);
    expect(hub.asked).toHaveLength(2);
  });

  it.each([
    ['--limit', '0', 'whole number'],
    ['--month', '2026-13', '2026-11'],
  ])('refuses %s %s with the field and the cure, and asks nobody', async (field, value, cure) => {
    const { code, said } = await type('list', field, value);
    expect(code).toBe(2);
    expect(said).toContain(field);
    expect(said).toContain(cure);
    expect(hub.asked).toEqual([]);
  });
});

describe('cordon show', () => {
  it('tells every made-up incident without a hole', async () => {
    for (const { incidentId, sentence } of hub.incidents) {
      const { code, out } = await type('show', incidentId);
      expect(code).toBe(0);
      expect(out).toContain(sentence);
      expect(out).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  it('says what the hub says about an id that it does not know, with exit code 3', async () => {
    const { code, said, out } = await type('show', 'inc-nothing-1', '--json');
    expect(code).toBe(3);
    expect(said).toContain('There is no incident inc-nothing-1.');
    expect(JSON.parse(out)).toEqual({ error: { exitCode: 3, message: 'There is no incident inc-nothing-1.' } });
  });

  it('--follow ends with 5 when the end is not a good one', async () => {
    const expired = one(({ outcome }) => outcome === 'expired');
    const { code, out } = await type('show', expired.incidentId, '--follow');
    expect(code).toBe(5);
    expect(out).toContain('expired');
  });
});

describe('cordon run', () => {
  const target = ['--account', '222222222222', '--target-region', 'eu-west-1', '--target', 'i-0123456789abcdef0'];
  const preview = () => {
    const { plan } = waiting();
    return { body: { kind: 'plan', plan, needed: 1, approvers: ['Dana'], policy: ['One person of secops.'] } };
  };

  it.each<readonly [string, readonly string[], string]>([
    [
      '--account',
      ['--target', 'i-0123456789abcdef0', '--target-region', 'eu-west-1'],
      'is missing; give the 12 digits',
    ],
    [
      '--target-region',
      ['--account', '222222222222', '--target', 'i-0123456789abcdef0'],
      'is missing; give the Region',
    ],
    [
      '--target',
      ['--account', '222222222222', '--target-region', 'eu-west-1', '--target', 'web-1'],
      'is not an instance id',
    ],
  ])('names %s and the cure before anything is asked', async (field, args, cure) => {
    const { code, said } = await type('run', 'isolate-instance', ...args);
    expect(code).toBe(2);
    expect(said).toContain(`cordon: ${field}`);
    expect(said).toContain(cure);
    expect(hub.asked).toEqual([]);
  });

  it('shows the plan, with its calls and who may approve, before it starts anything', async () => {
    hub.script = ({ path }) =>
      path === '/previews' ? preview() : { status: 201, body: { incidentId: 'inc-a1b2c3d4e5-1' } };
    const { code, out, said } = await type('run', 'isolate-instance', ...target, '--reason', 'beaconing', '--yes');
    expect(code).toBe(0);
    expect(said).toContain('ec2:ModifyNetworkInterfaceAttribute');
    expect(said).toContain('Dana');
    expect(out).toContain('inc-a1b2c3d4e5-1');
    expect(posts().map(({ path }) => path)).toEqual(['/previews', '/runs']);
    expect(posts()[1]?.body).toEqual({
      playbook: 'isolate-instance',
      target: { kind: 'ec2-instance', accountId: '222222222222', region: 'eu-west-1', id: 'i-0123456789abcdef0' },
      reason: 'beaconing',
    });
  });

  it.each([
    ['--yes', ['--reason', 'beaconing']],
    ['--reason', ['--yes']],
  ])('starts nothing without a terminal and without %s', async (field, args) => {
    hub.script = preview;
    const { code, said } = await type('run', 'isolate-instance', ...target, ...args);
    expect(code).toBe(2);
    expect(said).toContain(field);
    expect(posts().map(({ path }) => path)).toEqual(['/previews']);
  });

  it('starts nothing when nothing would be done, and says why', async () => {
    hub.script = () => ({ body: { kind: 'no-plan', why: 'The instance is gone.', facts: [] } });
    const { code, said } = await type('run', 'isolate-instance', ...target, '--reason', 'beaconing', '--yes');
    expect(code).toBe(3);
    expect(said).toContain('The instance is gone.');
    expect(posts()).toHaveLength(1);
  });
});

describe('cordon decide', () => {
  const digest = () => waiting().request?.digest.slice(0, 8) ?? '';

  it('looks again, shows the plan, and votes on the revision that it showed', async () => {
    const { incidentId, request } = waiting();
    hub.script = ({ path }) => {
      if (path.endsWith('/recheck')) return fresh;
      return path.endsWith('/decision') ? { body: { kind: 'decided', status: 'APPROVED' } } : undefined;
    };
    const { code, out } = await type(
      'decide',
      incidentId,
      '--approve',
      '--reason',
      'seen',
      '--plan',
      digest(),
      '--yes',
    );
    expect(code).toBe(0);
    expect(out).toContain('approved');
    expect(posts().at(-1)?.body).toEqual({ revision: request?.revision, vote: 'approve', reason: 'seen' });
  });

  it('votes on nothing when the plan is not the one that was read', async () => {
    hub.script = ({ path }) => (path.endsWith('/recheck') ? fresh : undefined);
    const { code, said } = await type('decide', waiting().incidentId, '--approve', '--plan', '00000000', '--yes');
    expect(code).toBe(3);
    expect(said).toContain('The plan is another now');
    expect(posts().map(({ path }) => path.split('/').at(-1))).toEqual(['recheck']);
  });

  it('believes no --yes that names no plan', async () => {
    hub.script = ({ path }) => (path.endsWith('/recheck') ? fresh : undefined);
    const { code } = await type('decide', waiting().incidentId, '--approve', '--yes');
    expect(code).toBe(2);
    expect(posts()).toHaveLength(1);
  });

  it('needs a reason for a denial, and exactly one of both words', async () => {
    expect((await type('decide', waiting().incidentId, '--deny', '--plan', digest(), '--yes')).said).toContain(
      '--reason',
    );
    expect((await type('decide', waiting().incidentId)).code).toBe(2);
    expect((await type('decide', waiting().incidentId, '--approve', '--deny')).code).toBe(2);
    expect(posts()).toEqual([]);
  });
});

describe('after an incident', () => {
  it('undo passes on the fields that may be overwritten', async () => {
    const contained = one(({ may }) => may.undo.ok);
    hub.script = ({ method }) =>
      method === 'POST' ? { body: { incidentId: `${contained.incidentId}-u1` } } : undefined;
    const { code, out } = await type(
      'undo',
      contained.incidentId,
      '--reason',
      'false positive',
      '--yes',
      '--accept-drift',
      'a/b',
      'c/d',
    );
    expect(code).toBe(0);
    expect(out).toContain(`${contained.incidentId}-u1`);
    expect(posts()[0]?.body).toEqual({ reason: 'false positive', acceptDrift: ['a/b', 'c/d'] });
  });

  it('says why something is not possible, and sends nothing', async () => {
    const blocked = one(({ may }) => !may.retry.ok);
    const { code, said } = await type('retry', blocked.incidentId, '--reason', 'again', '--yes');
    expect(code).toBe(3);
    expect(blocked.may.retry.ok ? '' : blocked.may.retry.because).not.toBe('');
    expect(said).toContain(blocked.may.retry.ok ? 'never' : blocked.may.retry.because);
    expect(posts()).toEqual([]);
  });
});

describe('the kill switch', () => {
  it('pauses at once with a reason, and asks before it resumes', async () => {
    hub.script = ({ body }) => ({ body: { ...(body as object), by: 'dana', at: '2026-11-23T12:00:00Z' } });
    expect(await type('pause', '--reason', 'wrong version')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Paused by dana'),
    });
    expect(await type('resume', '--reason', 'mended')).toMatchObject({ code: 2 });
    expect(await type('resume', '--reason', 'mended', '--yes')).toMatchObject({ code: 0 });
    expect(posts().map(({ body }) => body)).toEqual([
      { paused: true, reason: 'wrong version' },
      { paused: false, reason: 'mended' },
    ]);
  });

  it('pauses nothing without a reason', async () => {
    expect((await type('pause')).code).toBe(2);
    expect(hub.asked).toEqual([]);
  });
});

describe('cordon audit verify', () => {
  const chainOf = (chain: string, texts = ['opened', 'asked', 'approved']): readonly AuditRow[] => {
    const rows = texts.map((text) => ({ event: 'x.y', actor: 'cordon', text }));
    return extend(headOf(chain, undefined), '2026-11-23T12:00:00.000Z', rows)
      .flatMap((operation) =>
        operation.kind === 'put' && operation.item.sk.startsWith('ROW#') ? [operation.item] : [],
      )
      .map(({ pk: _pk, sk: _sk, ...row }) => row as unknown as AuditRow);
  };
  const answering = (rows: readonly AuditRow[], kept = rows, notices: readonly Notice[] = []) => {
    hub.script = ({ path }) =>
      path.endsWith('/audit') ? { body: { rows, kept: { rows: kept, notices } } } : undefined;
  };

  it('computes every hash here and holds for a true chain', async () => {
    answering(chainOf('inc-a1b2c3d4e5-1'));
    const { code, out } = await type('audit', 'verify', 'inc-a1b2c3d4e5-1');
    expect(code).toBe(0);
    expect(out).toMatch(/holds.*3 rows.*its copy agrees *$/m);
  });

  it('says up to which row the copy agrees while the newest rows are on their way to it', async () => {
    const rows = chainOf('inc-a1b2c3d4e5-1');
    answering(rows, rows.slice(0, 2));
    const { code, out } = await type('audit', 'verify', 'inc-a1b2c3d4e5-1');
    expect(code).toBe(0);
    expect(out).toContain('its copy agrees up to row 2');
    answering(rows);
    const { out: json } = await type('audit', 'verify', 'inc-a1b2c3d4e5-1', '--json');
    expect(JSON.parse(json)).toMatchObject([{ rows: 3, kept: 3, check: { ok: true } }]);
  });

  it('names the first row that differs from its copy, in a chain that holds by itself', async () => {
    const texts = ['opened', 'asked', 'denied'];
    answering(chainOf('inc-a1b2c3d4e5-1', texts), chainOf('inc-a1b2c3d4e5-1'));
    const { code, out } = await type('audit', 'verify', 'inc-a1b2c3d4e5-1');
    expect(code).toBe(5);
    expect(out).toMatch(/BROKEN.*row 3 is not what was kept of it when it was written/);
  });

  it('says what was noticed of a log, also when it has been put right since', async () => {
    const notice = { seq: 2, at: '2026-11-23T12:00:00.000Z', text: 'row 2 was changed after it was written' };
    const rows = chainOf('inc-a1b2c3d4e5-1');
    answering(rows, rows, [notice]);
    const { code, out } = await type('audit', 'verify', 'inc-a1b2c3d4e5-1');
    expect(code).toBe(5);
    expect(out).toMatch(/BROKEN.*row 2 was changed after it was written/);
  });

  it('takes the hub’s own chain for one more, by its name or when no incident is named', async () => {
    const [own, other] = [chainOf('control', ['paused', 'resumed']), chainOf('inc-a1b2c3d4e5-1')];
    hub.script = ({ path }) => {
      if (path === '/audit') return { body: { rows: own, kept: { rows: own, notices: [] } } };
      if (path.startsWith('/incidents?')) return { body: { incidents: [{ incidentId: 'inc-a1b2c3d4e5-1' }] } };
      return { body: { rows: other, kept: { rows: other, notices: [] } } };
    };
    const { code, out } = await type('audit', 'verify');
    expect([code, out]).toEqual([0, expect.stringMatching(/holds +control +2 rows/)]);
    expect(JSON.parse((await type('audit', 'verify', 'control', '--json')).out)).toMatchObject([
      { chain: 'control', rows: 2, check: { ok: true } },
    ]);
  });

  it('says that the hub’s own chain is gone, and nothing of one that never began', async () => {
    const own = chainOf('control');
    let kept: readonly AuditRow[] = own;
    hub.script = ({ path }) =>
      path === '/audit' ? { body: { rows: [], kept: { rows: kept, notices: [] } } } : { body: { incidents: [] } };
    const { code, out } = await type('audit', 'verify');
    expect([code, out]).toEqual([5, expect.stringMatching(/BROKEN +control/)]);
    kept = [];
    expect(await type('audit', 'verify')).toMatchObject({ code: 0, out: expect.stringContaining('no chain yet') });
  });

  it.each<readonly [string, (rows: readonly AuditRow[]) => readonly AuditRow[]]>([
    ['a changed row', (rows) => rows.map((row) => (row.seq === 2 ? { ...row, text: 'denied' } : row))],
    ['a missing row', (rows) => rows.filter(({ seq }) => seq !== 2)],
    ['a chain that was cut at its start', (rows) => rows.slice(1)],
    ['a chain of another incident', () => chainOf('inc-other00000-1')],
    ['no row at all', () => []],
  ])('finds %s, and ends with 5', async (_, spoil) => {
    answering(spoil(chainOf('inc-a1b2c3d4e5-1')));
    const { code, out } = await type('audit', 'verify', 'inc-a1b2c3d4e5-1');
    expect(code).toBe(5);
    expect(out).toContain('BROKEN');
  });

  it('checks an exported chain without a hub', async () => {
    const path = join(folder, 'chain.json');
    writeFileSync(path, JSON.stringify({ chain: 'inc-a1b2c3d4e5-1', rows: chainOf('inc-a1b2c3d4e5-1') }));
    expect((await type('audit', 'verify', '--file', path)).code).toBe(0);
    expect(hub.asked).toEqual([]);
  });

  it('misses rows that were cut off the end of an exported chain', async () => {
    const [path, rows] = [join(folder, 'cut.json'), chainOf('inc-a1b2c3d4e5-1')];
    const last = rows.at(-1);
    const head = { seq: last?.seq, hash: last?.hash };
    const write = (kept: readonly AuditRow[]) =>
      writeFileSync(path, JSON.stringify({ chain: 'inc-a1b2c3d4e5-1', head, rows: kept }));
    write(rows);
    expect((await type('audit', 'verify', '--file', path)).code).toBe(0);
    write(rows.slice(0, -1));
    const { code, out } = await type('audit', 'verify', '--file', path);
    expect(code).toBe(5);
    expect(out).toContain('does not end with its head');
  });
});

describe('without a way to the hub', () => {
  it('says which address gave no answer, and ends with 4', async () => {
    const { code, said } = await type('list', '--url', 'http://127.0.0.1:9');
    expect(code).toBe(4);
    expect(said).toContain('127.0.0.1:9');
  });

  it('takes no address that is neither https nor on this machine', async () => {
    const { code, said } = await type('list', '--url', 'http://hub.example.com');
    expect(code).toBe(2);
    expect(said).toContain('--url');
  });
});
