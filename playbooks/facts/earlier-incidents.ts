import { defineFact, type EarlierIncident } from '../kit/fact';

const SHOWN = 5;

const line = ({ incidentId, playbook, outcome, closedAt }: EarlierIncident): string =>
  `${closedAt}: ${outcome} (${playbook}, ${incidentId})`;

const describe = (earlier: readonly EarlierIncident[]): readonly string[] => {
  if (earlier.length === 0) return ['none: this target has not been in an incident before'];
  const more = earlier.length - SHOWN;
  return [...earlier.slice(0, SHOWN).map(line), ...(more > 0 ? [`and ${more} before these`] : [])];
};

/** What happened to this target before, from Cordon's own record; newest first. */
export const earlierIncidents = defineFact({
  id: 'earlier-incidents',
  title: 'Earlier incidents on this target',
  uses: {},
  timeoutMs: 3_000,
  read: ({ earlier }) => earlier(),
  describe,
});
