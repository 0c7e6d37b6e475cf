import type { HTMLInputTypeAttribute } from 'react';
import type { TextField } from './kinds';

interface Props {
  readonly field: TextField;
  readonly id: string;
  readonly describedBy?: string | undefined;
  readonly invalid: boolean;
  readonly required: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const KINDS: Readonly<Record<TextField['type'], HTMLInputTypeAttribute>> = {
  plain_text_input: 'text',
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
};

/** What may still be typed, said only when it gets scarce. */
export const leftOf = (value: string, max: number | undefined): number | undefined => {
  const left = (max ?? 3000) - value.length;
  return left <= 100 ? left : undefined;
};

export const TextInput = ({ field, id, describedBy, invalid, required, value, onChange }: Props) => {
  const plain = field.type === 'plain_text_input' ? field : undefined;
  const left = leftOf(value, plain?.max_length);
  const common = {
    id,
    className: 'text-field',
    placeholder: field.placeholder?.text,
    'aria-describedby': describedBy,
    'aria-invalid': invalid,
    'aria-required': required,
    autoFocus: field.focus_on_load,
    value,
  };
  return (
    <div className="text-input">
      {plain?.multiline ? (
        <textarea {...common} rows={3} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input {...common} type={KINDS[field.type]} onChange={(event) => onChange(event.target.value)} />
      )}
      {left !== undefined && plain?.max_length !== undefined && (
        <span className={left < 0 ? 'left left-over' : 'left'}>{left}</span>
      )}
    </div>
  );
};
