import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import type { ReactNode } from 'react';
import type { Setup } from '../../../incidents/views';
import { REGIONS } from './regions';
import type { Field, Values } from './schema';

interface ControlProps {
  readonly field: Field;
  readonly value: string;
  readonly invalid: boolean;
  readonly setup: Setup;
  readonly onChange: (value: string) => void;
}

const AccountControl = ({ value, invalid, setup, onChange }: ControlProps) => {
  const options = setup.accounts.map(({ id, name, environment, live }) => ({
    value: id,
    label: name,
    labelTag: id,
    description: live ? environment : `${environment} · dry run: nothing would be changed`,
  }));
  const chosen = options.find((option) => option.value === value);
  return (
    <Select
      selectedOption={chosen ?? null}
      options={options}
      invalid={invalid}
      placeholder="Choose an account"
      triggerVariant="option"
      filteringType={options.length > 8 ? 'auto' : 'none'}
      expandToViewport
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
    />
  );
};

const RegionControl = ({ value, invalid, onChange }: ControlProps) => (
  <Autosuggest
    value={value}
    invalid={invalid}
    options={REGIONS.map((region) => ({ value: region }))}
    enteredTextLabel={(entered) => `Use “${entered}”`}
    placeholder="eu-west-1"
    expandToViewport
    onChange={({ detail }) => onChange(detail.value)}
  />
);

const TextControl = ({ field, value, invalid, onChange }: ControlProps) => (
  <Input
    value={value}
    invalid={invalid}
    {...(field.example ? { placeholder: field.example } : {})}
    spellcheck={false}
    autoComplete={false}
    onChange={({ detail }) => onChange(detail.value)}
  />
);

const controlFor = (name: string): ((props: ControlProps) => ReactNode) => {
  if (name === 'accountId') return AccountControl;
  return name === 'region' ? RegionControl : TextControl;
};

const hintOf = ({ description, example }: Field): { readonly constraintText?: string } => {
  const hint = [description, example ? `Such as ${example}` : undefined].filter((text) => text !== undefined).join(' ');
  return hint ? { constraintText: hint } : {};
};

export interface TargetFormProps {
  readonly fields: readonly Field[];
  readonly values: Values;
  /** By field name, as soon as they should be seen. */
  readonly faults: Values;
  readonly setup: Setup;
  readonly onChange: (name: string, value: string) => void;
}

/** One control for each field of the playbook's target that leaves a choice. */
export const TargetForm = ({ fields, values, faults, setup, onChange }: TargetFormProps) => (
  <div className="cf-fields">
    {fields
      .filter(({ fixed }) => fixed === undefined)
      .map((field) => {
        const Control = controlFor(field.name);
        const fault = faults[field.name];
        return (
          <FormField
            key={field.name}
            stretch
            label={
              field.required ? (
                field.title
              ) : (
                <>
                  {field.title} <i>– optional</i>
                </>
              )
            }
            {...hintOf(field)}
            {...(fault ? { errorText: fault } : {})}
          >
            <Control
              field={field}
              value={values[field.name] ?? ''}
              invalid={fault !== undefined}
              setup={setup}
              onChange={(value) => onChange(field.name, value)}
            />
          </FormField>
        );
      })}
  </div>
);
