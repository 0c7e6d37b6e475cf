import { type Machine, machineOf, type State, stateNames, undoMachineOf } from '../../../cdk/derive/machine';
import type { IncidentView, WorkflowState, WorkflowView } from '../../../incidents/views';
import { playbookById } from '../../../playbooks/index';
import type { Step } from '../../../playbooks/kit/playbook';
import { ago } from './incidents';

type Next = WorkflowState['next'];

const wordOf = (rule: unknown): string => {
  const text = JSON.stringify(rule);
  return /"StringEquals":"([^"]+)"/.exec(text)?.[1] ?? 'no incident';
};

const nextOf = (state: State): Next => {
  const choices = (state['Choices'] ?? []) as readonly { readonly Next: string }[];
  const ways = choices.map((choice) => ({ to: choice.Next, label: wordOf(choice) }));
  const otherwise = state['Default'] ? [{ to: String(state['Default']), label: 'otherwise' }] : [];
  const plain = state['Next'] ? [{ to: String(state['Next']) }] : [];
  const caught = (state['Catch'] ?? []) as readonly { readonly Next: string }[];
  return [...plain, ...ways, ...otherwise, ...caught.map((one) => ({ to: one.Next, label: 'fails' }))];
};

/** The states that this incident's run went through, in order; the last one is where it is. */
const wayOf = (view: IncidentView, machine: Machine): readonly string[] => {
  const steps = (playbookById(view.playbook)?.steps ?? []) as readonly Step[];
  const names = stateNames(steps, view.kind === 'undo' ? 'Undo: ' : '');
  const done = view.journal.flatMap(({ step }) => names.get(step) ?? []);
  const looked = [machine.StartAt, 'How to proceed?'];
  if (view.stage === 'investigating') return looked.slice(0, 1);
  if (!view.request) return [...looked, 'Verify and close'];
  if (view.stage === 'waiting') return [...looked, 'Await approval'];
  const asked = [...looked, 'Await approval', 'Approved?', ...done];
  return view.stage === 'closed' ? [...asked, 'Verify and close'] : asked;
};

const runStatus = ({ stage, outcome }: IncidentView): string => {
  if (stage === 'claimed') return 'NOT_STARTED';
  if (stage !== 'closed') return 'RUNNING';
  return outcome === 'failed' ? 'FAILED' : 'SUCCEEDED';
};

/** How far a made-up incident's run is, on the real graph of its playbook. */
export const madeUpWorkflow = (view: IncidentView, now: Date): WorkflowView => {
  const playbook = playbookById(view.playbook);
  const machine = playbook && (view.kind === 'undo' ? undoMachineOf(playbook) : machineOf(playbook));
  if (!machine) throw new Error(`${view.playbook} has no machine`);
  const way = view.stage === 'claimed' ? [] : wayOf(view, machine);
  const at = (index: number): string =>
    index === 0
      ? view.openedAt
      : (view.closedAt ?? ago(now, Math.max(0.1, (now.getTime() - Date.parse(view.openedAt)) / 60_000 - index)));
  const statusOf = (name: string): Pick<WorkflowState, 'status' | 'enteredAt' | 'leftAt'> => {
    const index = way.indexOf(name);
    if (index < 0) return { status: 'not reached' };
    const last = index === way.length - 1;
    if (last && view.stage !== 'closed') return { status: 'running', enteredAt: at(index) };
    return {
      status: last && view.outcome === 'failed' ? 'failed' : 'done',
      enteredAt: at(index),
      leftAt: at(index + 1),
    };
  };
  return {
    machine: `cordon-${view.playbook}${view.kind === 'undo' ? '-undo' : ''}`,
    startAt: machine.StartAt,
    states: Object.entries(machine.States).map(([name, state]) => ({
      name,
      comment: state.Comment,
      type: state.Type,
      next: nextOf(state),
      ...statusOf(name),
    })),
    status: runStatus(view),
    ...(view.stage === 'claimed' ? {} : { startedAt: view.openedAt }),
    ...(view.closedAt ? { stoppedAt: view.closedAt } : {}),
  };
};
