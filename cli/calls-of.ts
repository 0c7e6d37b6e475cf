import type { AnyAction } from '../playbooks/kit/action';
import type { AnyFact } from '../playbooks/kit/fact';
import type { AnyPlaybook, Step } from '../playbooks/kit/playbook';
import type { Risk } from '../playbooks/kit/risk';
import { iamActionsOf, type Uses } from '../playbooks/kit/services';
import type { CallsByStep } from './plan-lines';

/** Every AWS call that a playbook may make, by IAM action name; known without looking at any account. */
export interface Calls {
  /** To look: changes nothing. */
  readonly reads: readonly string[];
  readonly steps: readonly DeclaredStep[];
}

/** A step as its playbook declares it. */
export interface DeclaredStep {
  readonly id: string;
  readonly title: string;
  readonly risk: Risk;
  readonly essential: boolean;
  /** Calls that change something. */
  readonly calls: readonly string[];
  readonly undoCalls: readonly string[];
  /** What undo does not take back, and why. */
  readonly leaves: readonly string[];
}

const only = (uses: Uses, wanted: (method: string) => boolean): readonly string[] =>
  iamActionsOf(
    Object.fromEntries(
      Object.entries(uses).map(([service, methods]) => [service, (methods ?? []).filter(wanted)]),
    ) as Uses,
  );

const writesOf = (action: AnyAction, not: readonly string[] = []): readonly string[] =>
  only(action.uses as Uses, (method) => action.writes.includes(method) && !not.includes(method));

/** From the declarations of the playbook's facts and actions, from which the IAM policies come too. */
export const callsOf = (playbook: AnyPlaybook): Calls => {
  const facts = Object.values(playbook.facts as Readonly<Record<string, AnyFact>>);
  return {
    reads: [...new Set(facts.flatMap(({ uses }) => iamActionsOf(uses as Uses)))].sort(),
    steps: (playbook.steps as readonly Step[]).map(({ id, action, need }) => ({
      id,
      title: action.title,
      risk: action.risk,
      essential: need === 'essential',
      calls: [...writesOf(action, action.undoOnly), ...(action.alsoNeeds ?? [])],
      undoCalls: writesOf(action, action.containOnly),
      leaves: action.leaves,
    })),
  };
};

export const byStep = ({ steps }: Calls): CallsByStep => Object.fromEntries(steps.map(({ id, calls }) => [id, calls]));
