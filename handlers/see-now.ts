import { readIncident } from '../incidents/read';
import type { Store } from '../incidents/store';
import type { NowView } from '../incidents/views';
import { factLines, pictureOf } from '../playbooks/kit/make-plan';
import type { FactLine } from '../playbooks/kit/plan';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { subjectOf, unseen, viewOf } from './look';

/**
 * The incident's target as it is at this moment, for people who look at a page: only what the picture is drawn from is read,
 * and nothing is written. An undo is about the same target.
 */
export const seeNow = async (store: Store, playbook: AnyPlaybook, incidentId: string): Promise<NowView> => {
  const at = store.now().toISOString();
  const record = await readIncident(store, incidentId);
  const nothing = (because: string, facts: readonly FactLine[] = []): NowView => ({
    kind: 'unseen',
    at,
    because,
    facts,
  });
  if (!record) return nothing(`There is no incident ${incidentId}.`);
  const only = playbook.drawnFrom as readonly string[] | undefined;
  if (!playbook.draw || !only) return nothing('This playbook only looks at findings: there is no target to draw.');
  const view = await viewOf(store, playbook, subjectOf(record));
  const facts = await view.facts(only);
  const lines = factLines(playbook, facts).filter(({ id }) => only.includes(id));
  const picture = pictureOf(playbook, facts, view.context);
  if (picture) return { kind: 'seen', at, picture, facts: lines };
  const gone = lines.find(({ id }) => playbook.needs.includes(id))?.lines[0];
  return nothing(unseen(playbook, facts) ?? gone ?? 'It could not be drawn.', lines);
};
