import type { readMachine, readRun } from '../../adapters/runs';
import { appendAudit } from '../../incidents/audit';
import type { Door, IncidentRecord } from '../../incidents/model';
import { nameOf } from '../../incidents/policy';
import { readIncident } from '../../incidents/read';
import type { Store } from '../../incidents/store';
import type { Shown } from '../../incidents/summary';
import { playbookById } from '../../playbooks/index';
import type { AnyPlaybook } from '../../playbooks/kit/playbook';
import type { Person } from '../../playbooks/kit/settings';
import { noIncident, Refused } from './refusal';

/** What the operator API works with. */
export interface OperatorApp {
  readonly store: Store;
  /** Asks a playbook's investigator, which alone may enter a member account. Throws when it fails. */
  readonly investigate: (playbook: string, payload: object) => Promise<unknown>;
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
  return appendAudit(app.store, incidentId, { event: 'vote.refused', actor, text });
};
