import type { RunEvent, RunSeen } from '../../adapters/runs';
import type { WorkflowState, WorkflowView } from '../../incidents/views';
import { machineOf } from '../wiring';
import { type Ask, recordOf } from './app';

type Fields = Readonly<Record<string, unknown>>;
interface Machine {
  readonly StartAt?: string;
  readonly States?: Readonly<Record<string, Fields>>;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? (value as readonly Fields[]) : []);

/** The word that a choice looks for: what stands on its arrow. */
const wordOf = (choice: Fields): string | undefined => {
  if (typeof choice['StringEquals'] === 'string') return choice['StringEquals'];
  const inner = [...listOf(choice['And']), ...listOf(choice['Or'])].map(wordOf).find((word) => word !== undefined);
  if (inner !== undefined) return inner;
  return choice['IsPresent'] === false ? 'no incident' : undefined;
};

const arrow = (to: unknown, label: string | undefined): WorkflowState['next'] =>
  typeof to === 'string' ? [{ to, ...(label ? { label } : {}) }] : [];

const nextOf = (state: Fields): WorkflowState['next'] => [
  ...arrow(state['Next'], undefined),
  ...listOf(state['Choices']).flatMap((choice) => arrow(choice['Next'], wordOf(choice))),
  ...arrow(state['Default'], 'otherwise'),
  ...listOf(state['Catch']).flatMap((caught) => arrow(caught['Next'], 'fails')),
];

interface Visit {
  readonly enteredAt: string;
  leftAt?: string;
  failed: boolean;
}

const FAILS = /^(Task|LambdaFunction|Activity)(StartFailed|ScheduleFailed|SubmitFailed|Failed|TimedOut)$/;
const SUCCEEDS = /^(Task|LambdaFunction|Activity)Succeeded$/;

/** When each state was entered and left. A try that failed counts until another one of the same state succeeds. */
const visitsOf = (events: readonly RunEvent[]): ReadonlyMap<string, Visit> => {
  const visits = new Map<string, Visit>();
  let current: Visit | undefined;
  for (const { type, at, state } of events) {
    if (type.endsWith('StateEntered') && state) {
      current = { enteredAt: at, failed: type === 'FailStateEntered' };
      visits.set(state, current);
    } else if (type.endsWith('StateExited') && state) {
      const left = visits.get(state);
      if (left) left.leftAt = at;
    } else if (current && FAILS.test(type)) current.failed = true;
    else if (current && SUCCEEDS.test(type)) current.failed = false;
  }
  return visits;
};

const statusOf = (visit: Visit | undefined, over: boolean): WorkflowState['status'] => {
  if (!visit) return 'not reached';
  if (visit.failed && (visit.leftAt || over)) return 'failed';
  if (visit.leftAt) return 'done';
  return over ? 'failed' : 'running';
};

/** The machine's states in its own order, with how far the run is. Only names and times: no input, output or token. Pure. */
export const workflowOf = (name: string, run: RunSeen): WorkflowView => {
  const machine = JSON.parse(run.definition) as Machine;
  const visits = visitsOf(run.events);
  const over = run.stoppedAt !== undefined;
  const states = Object.entries(machine.States ?? {}).map(([state, fields]): WorkflowState => {
    const visit = visits.get(state);
    return {
      name: state,
      comment: textOf(fields['Comment']),
      type: textOf(fields['Type']),
      next: nextOf(fields),
      status: statusOf(visit, over),
      ...(visit ? { enteredAt: visit.enteredAt } : {}),
      ...(visit?.leftAt ? { leftAt: visit.leftAt } : {}),
    };
  });
  const { status, startedAt, stoppedAt } = run;
  return {
    machine: name,
    startAt: machine.StartAt ?? '',
    states,
    status,
    ...(startedAt ? { startedAt } : {}),
    ...(stoppedAt ? { stoppedAt } : {}),
  };
};

/** Step Functions keeps a history for 90 days; before the run and after that there is the machine alone. */
export const workflow = async (ask: Ask): Promise<WorkflowView> => {
  const { meta } = await recordOf(ask);
  const machineArn = machineOf(meta);
  const run = meta.executionArn ? await ask.app.readRun(meta.executionArn) : undefined;
  const name = machineArn.slice(machineArn.lastIndexOf(':') + 1);
  if (run) return workflowOf(name, run);
  const status = meta.executionArn ? 'GONE' : 'NOT_STARTED';
  return workflowOf(name, { definition: await ask.app.readMachine(machineArn), status, events: [] });
};
