import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { IncidentView } from '../../../incidents/views';
import { ReasonField, reasonFault } from './dialog';

export interface Entered {
  readonly reason: string;
  readonly typed: string;
}

export interface Faults {
  readonly reason?: string | undefined;
  readonly typed?: string | undefined;
}

/** What is missing before the vote may be sent; only what cannot be taken back needs anything. */
export const faultsOf = (view: IncidentView, { reason, typed }: Entered): Faults => {
  if (view.plan?.risk !== 'destructive') return {};
  const last = view.target.id.slice(-4);
  return {
    reason: reasonFault(reason),
    typed: typed === last ? undefined : `These are not the last four characters of ${view.target.id}.`,
  };
};

const Typed = ({ view, value, fault, onChange }: TypedProps) => (
  <FormField
    label={`This cannot be taken back. Type the last four characters of ${view.target.id}`}
    description="Makes sure that this is the one you mean."
    {...(fault ? { errorText: fault } : {})}
  >
    <Input
      value={value}
      ariaRequired
      autoComplete={false}
      invalid={fault !== undefined}
      onChange={({ detail }) => onChange(detail.value.slice(0, 4))}
    />
  </FormField>
);
interface TypedProps {
  readonly view: IncidentView;
  readonly value: string;
  readonly fault: string | undefined;
  readonly onChange: (value: string) => void;
}

interface FormProps {
  readonly view: IncidentView;
  readonly entered: Entered;
  readonly faults: Faults;
  readonly onEnter: (entered: Entered) => void;
}

/** Why, and for what cannot be taken back the last four characters of the target. */
export const ApproveForm = ({ view, entered, faults, onEnter }: FormProps) => {
  const destructive = view.plan?.risk === 'destructive';
  return (
    <SpaceBetween size="m">
      <ReasonField
        value={entered.reason}
        optional={!destructive}
        hint="Stands in the audit trail, for everyone who reads it later."
        fault={faults.reason}
        onChange={(reason) => onEnter({ ...entered, reason })}
      />
      {destructive ? (
        <Typed
          view={view}
          value={entered.typed}
          fault={faults.typed}
          onChange={(typed) => onEnter({ ...entered, typed })}
        />
      ) : null}
    </SpaceBetween>
  );
};
