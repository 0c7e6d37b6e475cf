import type { PropertyFilterQuery } from '@cloudscape-design/collection-hooks';
import { Glyph, type GlyphName } from '../incident/glyph';
import { PHASES, type Phase, type Row } from './row';

interface Look {
  readonly icon: GlyphName;
  readonly tone: string;
  /** What stands after 1, and after any other number. */
  readonly text: readonly [one: string, many: string];
}
const LOOKS: Readonly<Partial<Record<Phase, Look>>> = {
  'Waits for approval': { icon: 'hourglass', tone: 'ask', text: ['waits for approval', 'wait for approval'] },
  'Decide what next': { icon: 'half', tone: 'warn', text: ['needs a decision', 'need a decision'] },
  'Under way': { icon: 'running', tone: 'active', text: ['under way', 'under way'] },
  Failed: { icon: 'cross', tone: 'bad', text: ['failed', 'failed'] },
};

const only = (phase: Phase): PropertyFilterQuery => ({
  operation: 'and',
  tokens: [{ propertyKey: 'phase', operator: '=', value: phase }],
});

interface Props {
  readonly rows: readonly Row[];
  readonly query: PropertyFilterQuery;
  readonly onPick: (query: PropertyFilterQuery) => void;
}

/** What asks for somebody's attention, each a click from its rows; the same click again shows all. */
export const AtAGlance = ({ rows, query, onPick }: Props) => {
  const chosen = query.tokens.length === 1 ? query.tokens[0] : undefined;
  const shown = PHASES.flatMap((phase) => {
    const look = LOOKS[phase];
    const count = rows.filter((row) => row.phase === phase).length;
    return look && count > 0 ? [{ ...look, phase, count }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <ul className="cf-glance" aria-label="At a glance">
      {shown.map(({ icon, tone, phase, count, text }) => {
        const on = chosen?.propertyKey === 'phase' && chosen.value === phase;
        return (
          <li key={phase}>
            <button
              type="button"
              className={`cf-glance-one cf-state-${tone}`}
              aria-pressed={on}
              onClick={() => onPick(on ? { operation: 'and', tokens: [] } : only(phase))}
            >
              <Glyph name={icon} size={15} />
              <b>{count}</b> {text[count === 1 ? 0 : 1]}
            </button>
          </li>
        );
      })}
    </ul>
  );
};
