import type { Target } from '../../playbooks/kit/target';
import type { Correction, World } from './world';

/** What an action works on in one account. */
export interface Subject {
  readonly target: Target;
  readonly input: unknown;
}

/**
 * One situation in which an action must keep its contract. Each file of `test/registry/scenarios/` is named for an action
 * and exports `scenarios`.
 */
export interface Scenario {
  /** A present-tense fact that ends the test's name: "an instance with two interfaces". */
  readonly name: string;
  /** What Moto gets wrong here; every test of the scenario runs with the fake, and its name says so. */
  readonly corrections?: readonly Correction[];
  readonly seed: (world: World) => Promise<Subject>;
  /** Not killed anywhere, because a neighbouring scenario that makes the same calls is. */
  readonly straight?: true;
  /** Happens once after the capture is stored and before the first change: an attacker at work. */
  readonly meanwhile?: (world: World, subject: Subject) => Promise<void>;
  /** Everything that the action changes or could break, by part, read with calls of the scenario's own. */
  readonly state: (world: World, subject: Subject) => Promise<Readonly<Record<string, unknown>>>;
  /** Parts of `state` that undo does not put back, exactly these; the action's `leaves` says so to people. */
  readonly leaves?: readonly string[];
  /** The end that every run reaches, killed or not, in words and counts rather than ids. */
  readonly outcome: {
    readonly see: (world: World, subject: Subject) => Promise<unknown>;
    readonly is: unknown;
  };
}
