import { setTimeout as sleep } from 'node:timers/promises';
import type { IncidentView } from '../incidents/views';
import { EXIT, type ExitCode } from './exit';
import type { Hub } from './hub';
import { auditLine } from './incident-lines';
import { endedWell, stateOf } from './state-words';
import { columns, paint, plain } from './style';

const EVERY_MS = 1_500;

/** An id as it stands in a path. */
export const pathOf = (incidentId: string): string => `/incidents/${encodeURIComponent(incidentId)}`;

/** Prints each new line of the audit trail on the error stream until the incident is closed; gives it as it ended. */
export const follow = async (hub: Hub, incidentId: string, say: (line: string) => void): Promise<IncidentView> => {
  for (let shown = 0; ; await sleep(EVERY_MS)) {
    const view = await hub.get<IncidentView>(pathOf(incidentId));
    const fresh = view.audit.filter(({ seq }) => seq > shown);
    for (const line of columns(fresh.map(auditLine))) say(line);
    shown = view.audit.at(-1)?.seq ?? shown;
    if (view.stage === 'closed') return view;
  }
};

/** The last line of a followed incident. */
export const endLine = (view: IncidentView): string => {
  const state = stateOf(view);
  return `${paint(state.style, `${state.icon} ${state.word}`)}: ${plain(view.outcomeDetail ?? view.sentence)}`;
};

export const exitOf = (view: IncidentView): ExitCode => (endedWell(view) ? EXIT.done : EXIT.otherwise);
