import type { Datepicker, DateTimepicker, Timepicker } from '@slack/types';

interface Props {
  readonly field: Datepicker | Timepicker | DateTimepicker;
  readonly label: string;
  readonly id?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly values: readonly string[];
  readonly onPick: (values: readonly string[]) => void;
}

const KINDS = { datepicker: 'date', timepicker: 'time', datetimepicker: 'datetime-local' } as const;

const two = (number: number): string => String(number).padStart(2, '0');

/** Seconds since 1970 as the browser's field wants them, in the zone of the machine; other values as they are. */
export const toField = (kind: Props['field']['type'], value: string | undefined): string => {
  if (kind !== 'datetimepicker' || value === undefined) return value ?? '';
  const at = new Date(Number(value) * 1000);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
};

export const fromField = (kind: Props['field']['type'], value: string): readonly string[] => {
  if (value === '') return [];
  return [kind === 'datetimepicker' ? String(Math.floor(new Date(value).getTime() / 1000)) : value];
};

export const DateField = ({ field, label, id, describedBy, values, onPick }: Props) => (
  <input
    id={id}
    className="text-field date-field"
    type={KINDS[field.type]}
    aria-label={id ? undefined : label}
    aria-describedby={describedBy}
    value={toField(field.type, values[0])}
    onChange={(event) => onPick(fromField(field.type, event.target.value))}
  />
);
