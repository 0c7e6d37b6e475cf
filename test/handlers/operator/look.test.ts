import type { RunSeen } from '../../../adapters/runs';
import { workflowOf } from '../../../handlers/operator/workflow';
import { waiting } from '../../support/record-steps';
import { auditOf, openDesk } from './desk';

const TARGET = { accountId: '222222222222', region: 'eu-west-1', id: 'i-0123456789abcdef0' };

describe('a look before the click', () => {
  it('asks the playbook’s own investigator, for those who may decide', async () => {
    const desk = openDesk();
    const id = await waiting(desk.store);
    const { said } = await desk.say('lee', 'POST', `/incidents/${id}/recheck`, {});
    expect(said).toEqual({ at: desk.time.now().toISOString(), ok: true, stale: [], changed: [], revision: 1 });
    expect(desk.asked).toEqual([{ playbook: 'isolate-instance', payload: { do: 'recheck', incidentId: id } }]);
  });

  it('is refused to others, who could take votes away with it, and leaves a row', async () => {
    const desk = openDesk();
    const id = await waiting(desk.store);
    const { statusCode, said } = await desk.say('max', 'POST', `/incidents/${id}/recheck`, {});
    expect([statusCode, said.error.message]).toEqual([403, 'Max is not in responders. Ask Dana, Lee, Kim.']);
    expect(desk.asked).toEqual([]);
    expect((await auditOf(desk, id)).at(-1)).toMatchObject({ event: 'vote.refused', actor: 'max' });
  });
});

describe('the account as it is now', () => {
  it('is what the investigator saw', async () => {
    const seen = { kind: 'seen', at: '2026-11-23T03:00:00.000Z', picture: { parts: [] }, facts: [] };
    const desk = openDesk({ investigate: async () => seen });
    const id = await waiting(desk.store);
    expect((await desk.say('max', 'GET', `/incidents/${id}/now`)).said).toEqual(seen);
  });

  it('says so when nobody answered, and gives no word of the fault away', async () => {
    const desk = openDesk({ investigate: () => Promise.reject(new Error('inner trouble')) });
    const id = await waiting(desk.store);
    const { statusCode, said, body } = await desk.say('max', 'GET', `/incidents/${id}/now`);
    expect(statusCode).toBe(200);
    expect(said).toMatchObject({ kind: 'unseen', because: expect.stringContaining('no answer') });
    expect(body).not.toContain('inner trouble');
  });
});

describe('a preview', () => {
  it('asks the investigator about a whole target and in the name of the person, and opens nothing', async () => {
    const asked: unknown[] = [];
    const answer = { kind: 'no-plan', why: 'it is gone', facts: [] };
    const desk = openDesk({
      investigate: async (playbook, payload) => {
        asked.push([playbook, payload]);
        return answer;
      },
    });
    const { said } = await desk.say('max', 'POST', '/previews', { playbook: 'isolate-instance', target: TARGET });
    expect(said).toEqual(answer);
    const target = { kind: 'ec2-instance', ...TARGET };
    expect(asked).toEqual([['isolate-instance', { do: 'preview', target, personId: 'max' }]]);
    expect(desk.table.items()).toEqual([]);
  });

  it('names the field that is wrong without asking anybody', async () => {
    const desk = openDesk();
    const body = { playbook: 'isolate-instance', target: { ...TARGET, id: 'web-1' } };
    const { statusCode, said } = await desk.say('max', 'POST', '/previews', body);
    expect([statusCode, said.error.field]).toEqual([400, 'target.id']);
    expect(desk.asked).toEqual([]);
  });
});

const DEFINITION = JSON.stringify({
  StartAt: 'Look',
  States: {
    Look: { Type: 'Task', Comment: 'Looks.', Next: 'How?', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'How?' }] },
    'How?': {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.next', IsPresent: true },
            { Variable: '$.next', StringEquals: 'ask' },
          ],
          Next: 'Await',
        },
        { Variable: '$.incidentId', IsPresent: false, Next: 'Unseen' },
      ],
      Default: 'Close',
    },
    Await: { Type: 'Task', Parameters: { 'taskToken.$': '$$.Task.Token' }, Next: 'Step' },
    Step: { Type: 'Task', Next: 'Close' },
    Unseen: { Type: 'Fail' },
    Close: { Type: 'Task', End: true },
  },
});
const at = (second: number): string => `2026-11-23T03:00:0${second}.000Z`;
const entered = (state: string, second: number) => ({ type: 'TaskStateEntered', at: at(second), state });
const exited = (state: string, second: number) => ({ type: 'TaskStateExited', at: at(second), state });
const run = (events: RunSeen['events'], more: Partial<RunSeen> = {}): RunSeen => ({
  definition: DEFINITION,
  status: 'RUNNING',
  startedAt: at(0),
  events,
  ...more,
});
const statuses = (seen: RunSeen) =>
  Object.fromEntries(workflowOf('cordon-x', seen).states.map(({ name, status }) => [name, status]));

describe('the workflow', () => {
  it('shows each state with where it may go, and no more of it than names and words', () => {
    const view = workflowOf('cordon-x', run([entered('Look', 1)]));
    expect(view.startAt).toBe('Look');
    expect(view.states.map(({ name, next }) => [name, next])).toEqual([
      ['Look', [{ to: 'How?' }, { to: 'How?', label: 'fails' }]],
      [
        'How?',
        [
          { to: 'Await', label: 'ask' },
          { to: 'Unseen', label: 'no incident' },
          { to: 'Close', label: 'otherwise' },
        ],
      ],
      ['Await', [{ to: 'Step' }]],
      ['Step', [{ to: 'Close' }]],
      ['Unseen', []],
      ['Close', []],
    ]);
    expect(JSON.stringify(view)).not.toMatch(/Task\.Token|Parameters/);
  });

  it('lights the state that runs, and tells when each was entered and left', () => {
    const events = [entered('Look', 1), exited('Look', 2), entered('How?', 2), exited('How?', 2), entered('Await', 3)];
    const view = workflowOf('cordon-x', run(events));
    expect(view.states.find(({ name }) => name === 'Look')).toMatchObject({
      status: 'done',
      enteredAt: at(1),
      leftAt: at(2),
    });
    expect(statuses(run(events))).toEqual({
      Look: 'done',
      'How?': 'done',
      Await: 'running',
      Step: 'not reached',
      Unseen: 'not reached',
      Close: 'not reached',
    });
  });

  it('tells a state that failed and was caught from one that was tried again', () => {
    const failed = { type: 'LambdaFunctionFailed', at: at(2) };
    const worked = { type: 'LambdaFunctionSucceeded', at: at(3) };
    expect(statuses(run([entered('Step', 1), failed, exited('Step', 4), entered('Close', 4)]))).toMatchObject({
      Step: 'failed',
      Close: 'running',
    });
    expect(statuses(run([entered('Step', 1), failed, worked, exited('Step', 4)]))['Step']).toBe('done');
    expect(statuses(run([entered('Step', 1), failed]))['Step']).toBe('running');
  });

  it('counts a state that the end of the run cut off as failed', () => {
    const over = run([entered('Await', 1)], { status: 'ABORTED', stoppedAt: at(5) });
    expect(statuses(over)['Await']).toBe('failed');
  });

  it('is the machine alone before the run and after its history is gone', async () => {
    const machines: string[] = [];
    const desk = openDesk({
      readMachine: async (arn) => {
        machines.push(arn);
        return DEFINITION;
      },
    });
    const id = await waiting(desk.store);
    const { said } = await desk.say('max', 'GET', `/incidents/${id}/workflow`);
    expect(said).toMatchObject({ machine: 'cordon-isolate-instance', status: 'GONE' });
    expect(machines).toEqual(['arn:aws:states:eu-west-1:111111111111:stateMachine:cordon-isolate-instance']);
  });
});
