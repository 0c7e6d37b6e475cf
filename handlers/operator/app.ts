import type { readMachine, readRun } from '../../adapters/runs';
import { CONTROL } from '../../incidents/keys';
import type { Door, IncidentRecord } from '../../incidents/model';
import { nameOf } from '../../incidents/policy';
import { readIncident } from '../../incidents/read';
import { appendRefusal } from '../../incidents/refused';
import type { Store } from '../../incidents/store';
import type { Shown } from '../../incidents/summary';
import { playbookById } from '../../playbooks/index';
import type { AnyPlaybook } from '../../playbooks/kit/playbook';
import type { Person, Settings } from '../../playbooks/kit/settings';
import { noIncident, Refused } from './refusal';

/** What the operator API works with. */
export interface OperatorApp {
  readonly store: Store;
  /** Asks a playbook's investigator, which alone may enter a member account. Throws when it fails. */
  readonly investigate: (playbook: string, payload: object) => Promise<unknown>;
  /** Asks the one function that may take messages out of the dead-letter queues. */
  readonly queues: (payload: object) => Promise<unknown>;
  /** Asks the one function that may publish drills. */
  readonly drill: (payload: object) => Promise<unknown>;
  readonly readRun: typeof readRun;
  readonly readMachine: typeof readMachine;
}

/** One request of a verified person. */
export interface Ask {
  readonly app: OperatorApp;
  readonly person: Person;
  readonly arn: string;
  readonly door: Door;
  /** The incident in the path; empty where the path has none. */
  readonly incidentId: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

export const recordOf = async ({ app, incidentId }: Ask): Promise<IncidentRecord> => {
  const record = await readIncident(app.store, incidentId);
  if (!record) throw noIncident(incidentId);
  return record;
};

/** The playbook of an incident or of a run by hand. */
export const playbookOf = (id: string): AnyPlaybook => {
  const playbook = playbookById(id);
  if (!playbook)
    throw new Refused(404, 'unknown-playbook', `There is no playbook ${id}. See them with GET /setup.`, 'playbook');
  return playbook;
};

export const shownBy = ({ store }: OperatorApp): Shown => ({
  settings: store.settings,
  titleOf: (id) => playbookById(id)?.title ?? id,
});

/** Keeps that somebody was refused, and what they were told: an attempt is news for those who watch. */
export const auditRefusal = (app: OperatorApp, incidentId: string, actor: string, told: string): Promise<void> => {
  const text = `${nameOf(app.store.settings, actor)} tried to act through the operator API and was refused: “${told}”`;
  return appendRefusal(app.store, incidentId, { event: 'vote.refused', actor, text });
};

/** Everyone's groups who may be asked for an approval, at once or as the next tier. */
const responders = ({ approval }: Settings): readonly string[] => {
  const asked = Object.values(approval).flatMap(({ groups, escalate, in: elsewhere }) => [
    ...groups,
    ...[escalate, ...Object.values(elsewhere ?? {}).map((times) => times.escalate)].flatMap(
      (tier) => tier?.groups ?? [],
    ),
  ]);
  return [...new Set(asked)];
};

/** What concerns every response is for those who answer for them. Throws for anybody else, saying who may, with a row in the hub's own chain. */
export const mustRespond = async ({ store }: OperatorApp, person: Person, toDo: string): Promise<void> => {
  const groups = responders(store.settings);
  if (person.groups.some((group) => groups.includes(group))) return;
  const told = `Only people of ${groups.join(', ')} may ${toDo}.`;
  const text = `${person.name} tried to ${toDo} and was refused: “${told}”`;
  await appendRefusal(store, CONTROL, { event: 'act.refused', actor: person.id, text });
  throw new Refused(403, 'not-eligible', told);
};
