import type { AnyAction } from '../../playbooks/kit/action';
import type { AnyFact } from '../../playbooks/kit/fact';
import type { AnyPlaybook, Step } from '../../playbooks/kit/playbook';
import { iamActionsOf, type Uses } from '../../playbooks/kit/services';

export type Phase = 'investigate' | 'contain' | 'undo';

/** The calls of one action that change something, and where they are narrowed to. */
export interface Writes {
  readonly action: AnyAction;
  /** IAM action names, sorted. */
  readonly calls: readonly string[];
}

/** One function in the hub, with one role in each member account: what it may call there, and nothing else. */
export interface Executor {
  readonly playbook: AnyPlaybook;
  readonly phase: Phase;
  /** `investigate`, `contain`, `undo`, or the id of the action that runs alone. */
  readonly name: string;
  /** Name of the function and of its role in the member: `cordon-<playbook>-<name>`. */
  readonly fullName: string;
  /** Why an action has this function to itself. */
  readonly alone?: string;
  /** IAM action names, sorted. */
  readonly reads: readonly string[];
  readonly writes: readonly Writes[];
}

export const stepsOf = (playbook: AnyPlaybook): readonly Step[] => playbook.steps as readonly Step[];

/** Each action once, in the order of the steps. */
export const actionsOf = (playbook: AnyPlaybook): readonly AnyAction[] => [
  ...new Map(stepsOf(playbook).map(({ action }) => [action.id, action] as const)).values(),
];

export const factsOf = (playbook: AnyPlaybook): readonly AnyFact[] =>
  Object.values(playbook.facts as Record<string, AnyFact>);

/** The function that runs a step: its own when the action is alone, else the one of the phase. */
export const containerOf = (playbook: AnyPlaybook, action: AnyAction): string =>
  `cordon-${playbook.id}-${action.alone ? action.id : 'contain'}`;

const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].sort();

const methodOf = (call: string): string => {
  const method = call.slice(call.indexOf(':') + 1);
  return `${method.charAt(0).toLowerCase()}${method.slice(1)}`;
};

const callsOf = (uses: Uses, keep: (method: string) => boolean): readonly string[] =>
  iamActionsOf(uses).filter((call) => keep(methodOf(call)));

const isRead =
  (action: AnyAction) =>
  (method: string): boolean =>
    !action.writes.includes(method);

/** What each phase's role reads: not what only another phase reads. */
const readsOf = (action: AnyAction, phase: Phase): readonly string[] => {
  const { undoOnly = [], containOnly = [], applyOnly = [] } = action;
  const others = {
    investigate: [...undoOnly, ...applyOnly],
    contain: undoOnly,
    undo: [...containOnly, ...applyOnly],
  }[phase];
  return callsOf(action.uses, (method) => isRead(action)(method) && !others.includes(method));
};

/** Investigate reads every essential change back when the run ends; what is best-effort it leaves alone. */
const essentialOf = (playbook: AnyPlaybook): readonly AnyAction[] => [
  ...new Set(stepsOf(playbook).flatMap(({ action, need }) => (need === 'essential' ? [action] : []))),
];

/** What containing calls; permissions that no method names (tags given at creation) come with it. */
const containWrites = (action: AnyAction): Writes => ({
  action,
  calls: sorted([
    ...callsOf(action.uses, (method) => action.writes.includes(method) && !action.undoOnly?.includes(method)),
    ...(action.alsoNeeds ?? []),
  ]),
});

const undoWrites = (action: AnyAction): Writes => ({
  action,
  calls: callsOf(action.uses, (method) => action.writes.includes(method) && !action.containOnly?.includes(method)),
});

const writing = (writes: readonly Writes[]): readonly Writes[] => writes.filter(({ calls }) => calls.length > 0);

/** Investigate reads every fact; contain reads again what decides, just before the first change; undo asks its actions alone. */
const factsReadBy = (playbook: AnyPlaybook, phase: Phase): readonly AnyFact[] => {
  if (phase === 'investigate') return factsOf(playbook);
  if (phase === 'undo') return [];
  const again: readonly string[] = [...playbook.needs, ...playbook.recheck].map(String);
  return Object.entries(playbook.facts as Record<string, AnyFact>).flatMap(([key, fact]) =>
    again.includes(key) ? [fact] : [],
  );
};

const executor = (
  playbook: AnyPlaybook,
  phase: Phase,
  name: string,
  actions: readonly AnyAction[],
  writes: readonly Writes[],
): Executor => ({
  playbook,
  phase,
  name,
  fullName: `cordon-${playbook.id}-${name}`,
  reads: sorted([
    ...factsReadBy(playbook, phase).flatMap((fact) => iamActionsOf(fact.uses)),
    ...actions.flatMap((action) => readsOf(action, phase)),
  ]),
  writes: writing(writes),
});

/**
 * The functions that act in member accounts for this playbook, and what each may call there.
 * Investigate only reads; contain cannot undo; undo cannot contain; an action that is `alone` shares its rights with no other.
 */
export const executorsOf = (playbook: AnyPlaybook): readonly Executor[] => {
  const actions = actionsOf(playbook);
  const investigate = executor(playbook, 'investigate', 'investigate', essentialOf(playbook), []);
  if (actions.length === 0) return [investigate];
  const together = actions.filter((action) => !action.alone);
  const alone = actions.filter((action) => action.alone);
  return [
    investigate,
    ...(together.length > 0 ? [executor(playbook, 'contain', 'contain', together, together.map(containWrites))] : []),
    ...alone.map((action) => ({
      ...executor(playbook, 'contain', action.id, [action], [containWrites(action)]),
      alone: action.alone ?? '',
    })),
    executor(playbook, 'undo', 'undo', actions, actions.map(undoWrites)),
  ];
};
