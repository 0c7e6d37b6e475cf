// A dozen incidents and more, one of each kind that people meet.
import type { IncidentView } from '../../../incidents/views';
import { endedCases } from './ended-cases';
import { viewOf } from './incidents';
import { openCases } from './open-cases';

/** Newest first. */
export const madeUpIncidents = (now: Date): readonly IncidentView[] =>
  [...openCases(now), ...endedCases(now)].map(viewOf).sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1));
