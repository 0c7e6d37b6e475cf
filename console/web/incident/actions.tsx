import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { IncidentView } from '../../../incidents/views';
import { Glyph } from './glyph';
import { type ActionName, actionsOf, whyNot } from './state';

const TEXTS: Readonly<Record<ActionName, string>> = {
  approve: 'Review & approve…',
  deny: 'Deny…',
  retry: 'Retry…',
  undo: 'Undo…',
  keep: 'Keep…',
};

interface ActionBarProps {
  readonly view: IncidentView;
  /** Who looks. */
  readonly personId: string;
  readonly onAct: (name: ActionName) => void;
}

/** What may be done now. What the reader may not do stays to be seen, with the reason and whom to ask. */
export const ActionBar = ({ view, personId, onAct }: ActionBarProps) => {
  const offered = actionsOf(view, personId);
  if (offered.length === 0) return null;
  const reasons = whyNot(offered);
  return (
    <div className="ci-actions">
      <SpaceBetween direction="horizontal" size="xs">
        {offered.map(({ name, may }) => (
          <Button
            key={name}
            variant={name === 'approve' || name === 'retry' ? 'primary' : 'normal'}
            disabled={!may.ok}
            {...(may.ok ? {} : { disabledReason: may.because })}
            ariaLabel={`${TEXTS[name].replace('…', '')}: ${view.headline}`}
            onClick={() => onAct(name)}
          >
            {TEXTS[name]}
          </Button>
        ))}
      </SpaceBetween>
      {reasons.map((reason) => (
        <p key={reason} className="ci-why-not">
          <Glyph name="denied" size={14} /> {reason}
        </p>
      ))}
    </div>
  );
};
