import { SlackProblem } from '../adapters/slack';
import type { IncidentRecord } from '../incidents/model';
import type { Person } from '../playbooks/kit/settings';
import { log } from './app';
import { threadRoot } from './cards';
import { postOnce, type Session, trying, withTold } from './posting';
import { takesPart } from './views/home';
import { outcomeLine } from './views/outcome-line';

/**
 * Tells everybody who asked for it or voted on it how it ended: one direct message each. One that Slack refuses, to somebody
 * who has left for example, is not tried again: the card says the same.
 */
export const tellPeople = async (session: Session, record: IncidentRecord): Promise<void> => {
  if (record.meta.stage !== 'closed') return;
  const { settings } = session.poster.store;
  const people = settings.people.filter((one) => takesPart(record, one) && !session.state.told.includes(one.id));
  for (const person of people) await trying(session, () => tellOne(session, record, person));
};

const tellOne = async (session: Session, record: IncidentRecord, person: Person): Promise<void> => {
  const text = outcomeLine(record, person, threadRoot(record, session.state)?.channel);
  try {
    await postOnce(session, { kind: 'end', personId: person.id }, { channel: person.slack, text });
  } catch (error) {
    if (!(error instanceof SlackProblem) || error.code !== 'refused') throw error;
    log('a direct message was refused', { incidentId: record.meta.incidentId, problem: error.slackCode });
    session.state = withTold(session.state, person.id);
  }
};
