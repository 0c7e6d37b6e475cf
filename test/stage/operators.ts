import { readFileSync, statSync } from 'node:fs';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { credentialsFor, type OperatorClient, OperatorError, operatorClient } from '../../adapters/operator';
import { verifyChain } from '../../incidents/audit';
import type { AuditRow } from '../../incidents/model';
import type { NumbersView } from '../../incidents/numbers';
import type { IncidentSummary, IncidentView, NowView, Preview, Setup, WorkflowView } from '../../incidents/views';
import { hireOperator } from '../../local/operators';
import { readInstance } from '../../local/read-back';
import { asking, closed } from '../../local/records';
import { HUB, type PersonName, STAGING } from '../../local/settings';
import { launch } from './targets';
import { output, statuses, type TheWay, type Way } from './way';

/** The API as a person calls it: signed with the profile that the stage made for them. */
export const as = ({ stage: { operators } }: Way, who: PersonName): OperatorClient => {
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = operators.credentialsFile;
  process.env['AWS_CONFIG_FILE'] = '/dev/null';
  return operatorClient({ url: operators.url, region: HUB.region, credentials: credentialsFor(who), door: 'operator' });
};

export const refusal = async (
  work: Promise<unknown>,
): Promise<{ readonly status: number; readonly code: string; readonly text: string }> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof OperatorError) return { status: error.status, code: error.code, text: error.message };
    throw error;
  }
  throw new Error('It was not refused');
};

const tokenOf = async (way: Way, incidentId: string): Promise<string> => {
  const found = await new DynamoDB(way.stage.hub.client).getItem({
    TableName: output(way, 'TableName'),
    Key: { pk: { S: `TOKEN#${incidentId}` }, sk: { S: 'TOKEN' } },
  });
  const token = found.Item?.['token']?.S ?? '';
  expect(token.length).toBeGreaterThan(20);
  return token;
};

const approve = (revision: number) => ({ revision, vote: 'approve', reason: 'Seen in the proxy logs' });

const pauseTests = (theWay: TheWay): void => {
  test('pause stops every change at once, and is told who threw the switch', async () => {
    const way = theWay();
    const reason = 'An outage of our own';
    expect(await refusal(as(way, 'mika').post('/pause', { paused: true, reason }))).toMatchObject({ status: 403 });
    const thrown = await as(way, 'noor').post('/pause', { paused: true, reason });
    expect(await as(way, 'mika').get('/pause')).toEqual(thrown);
    expect(thrown).toMatchObject({ paused: true, by: 'noor', reason });
    await as(way, 'dana').post('/pause', { paused: false, reason: 'It is over' });
    expect((await way.records.audit('control')).slice(-2).map(({ event, actor }) => [event, actor])).toEqual([
      ['hub.paused', 'noor'],
      ['hub.resumed', 'dana'],
    ]);
  });
};

const strangerTests = (theWay: TheWay): void => {
  test('whoever is not in the table of people reads nothing, and whoever does not sign is not let in at all', async () => {
    const way = theWay();
    const key = await hireOperator(way.stage.hub.client, 'visitor');
    const { url } = way.stage.operators;
    const visitor = operatorClient({ url, region: HUB.region, credentials: key, door: 'cli' });
    for (const path of ['/setup', '/incidents'])
      expect(await refusal(visitor.get(path))).toMatchObject({
        status: 403,
        code: 'unknown-person',
        text: expect.stringContaining('arn:aws:iam::111111111111:user/visitor'),
      });
    expect((await fetch(`${url}/setup`)).status).toBe(403);
    expect((await fetch(`${url}/setup`, { method: 'OPTIONS' })).status).toBeGreaterThanOrEqual(400);
  });

  test('everyone’s keys lie in one file that nobody else may read', async () => {
    const { operators } = theWay().stage;
    expect(statSync(operators.credentialsFile).mode & 0o777).toBe(0o600);
    for (const profile of operators.profiles)
      expect(readFileSync(operators.credentialsFile, 'utf8')).toContain(`[${profile}]`);
    const setup = await as(theWay(), 'mika').get<Setup>('/setup');
    expect(setup.me).toMatchObject({ personId: 'mika', arn: 'arn:aws:iam::111111111111:user/mika' });
  });
};

/** Everything that can be read of an incident. */
const readAll = async (api: OperatorClient, id: string) => ({
  list: await api.get<{ incidents: readonly IncidentSummary[] }>('/incidents?open=1'),
  view: await api.get<IncidentView>(`/incidents/${id}`),
  workflow: await api.get<WorkflowView>(`/incidents/${id}/workflow`),
  now: await api.get<NowView>(`/incidents/${id}/now`),
  audit: await api.get<{ rows: readonly AuditRow[] }>(`/incidents/${id}/audit`),
  recheck: await api.post(`/incidents/${id}/recheck`, {}),
});

const wayTests = (theWay: TheWay): void => {
  test('a run by hand is seen first, asked for, shown whole, approved by another person, and put back', async () => {
    const way = theWay();
    const host = await launch(way);
    const [mika, dana, eli] = [as(way, 'mika'), as(way, 'dana'), as(way, 'eli')];
    const target = { accountId: STAGING, region: HUB.region, id: host.id };
    const before = await readInstance(way.stage.membersUrl, host.id);

    const preview = await mika.post<Preview>('/previews', { playbook: 'isolate-instance', target });
    expect(preview).toMatchObject({ kind: 'plan', needed: 1 });
    expect(await way.records.on(host.target)).toBeUndefined();
    const { incidentId } = await mika.post<{ incidentId: string }>('/runs', {
      playbook: 'isolate-instance',
      target,
      reason: 'It talks to an address of our block list',
    });
    const { meta } = await way.records.until(incidentId, asking);
    expect(meta.origin).toEqual({ by: 'person', personId: 'mika', door: 'operator' });

    const seen = await readAll(dana, incidentId);
    expect(seen.list.incidents.map((one) => one.incidentId)).toContain(incidentId);
    expect(seen.view.sentence).toContain('Mika asked for this in the console');
    expect(seen.view.chain).toMatchObject({ ok: true });
    expect(verifyChain(seen.audit.rows, incidentId)).toEqual({ ok: true });
    expect(seen.now).toMatchObject({ kind: 'seen' });
    const lit = seen.workflow.states.filter(({ status }) => status === 'running').map(({ name }) => name);
    expect(lit).toEqual(['Await approval']);
    const token = await tokenOf(way, incidentId);
    expect(JSON.stringify(seen)).toContain(incidentId);
    expect(JSON.stringify(seen)).not.toContain(token);

    const path = `/incidents/${incidentId}/decision`;
    const own = await refusal(mika.post(path, approve(1)));
    expect(own).toMatchObject({
      status: 403,
      code: 'not-eligible',
      text: expect.stringContaining('Mika asked for this'),
    });
    for (const _again of [1, 2])
      expect(await refusal(as(way, 'sam').post(path, approve(1)))).toMatchObject({ status: 403 });
    expect(await dana.post(path, approve(1))).toEqual({ kind: 'decided', status: 'APPROVED' });
    expect(await refusal(eli.post(path, { ...approve(1), vote: 'deny' }))).toMatchObject({ code: 'already-decided' });
    const record = await way.records.until(incidentId, closed);
    expect(record.meta.outcome).toBe('contained');
    expect(statuses(record)['quarantine-interfaces']).toBe('done');
    expect((await readInstance(way.stage.membersUrl, host.id)).openGroups).toEqual([]);

    const { incidentId: undoId } = await eli.post<{ incidentId: string }>(`/incidents/${incidentId}/undo`, {
      reason: 'The block list was wrong',
    });
    await way.records.until(undoId, asking);
    expect(await dana.get(`/incidents/${undoId}/workflow`)).toMatchObject({ status: 'RUNNING' });
    expect(await refusal(eli.post(`/incidents/${undoId}/decision`, approve(1)))).toMatchObject({ status: 403 });
    await dana.post(`/incidents/${undoId}/decision`, approve(1));
    expect((await way.records.until(undoId, closed)).meta.outcome).toBe('undone');
    const after = await readInstance(way.stage.membersUrl, host.id);
    expect(after.interfaces).toEqual(before.interfaces);
    const numbers = await dana.get<NumbersView>('/numbers?weeks=1');
    expect(numbers.total.outcomes.undone).toBeGreaterThanOrEqual(1);
  });
};

/** The other way in: signed calls to the operator API, through the real HTTP API. */
export const operatorTests = (theWay: TheWay): void => {
  wayTests(theWay);
  strangerTests(theWay);
  pauseTests(theWay);
};
