import { useId, useState } from 'react';
import { Icon } from '../icon';
import { type Listbox, useListbox } from './use-listbox';

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description?: string | undefined;
}

export interface SelectProps {
  readonly label: string;
  readonly id?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly invalid?: boolean | undefined;
  readonly placeholder: string;
  readonly choices: readonly Choice[];
  readonly values: readonly string[];
  readonly multiple?: boolean;
  readonly autoFocus?: boolean | undefined;
  readonly onPick: (values: readonly string[]) => void;
}

const matching = (choices: readonly Choice[], typed: string): readonly Choice[] =>
  choices.filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()));

const Chips = ({ props }: { readonly props: SelectProps }) =>
  props.choices
    .filter(({ value }) => props.values.includes(value))
    .map(({ value, label }) => (
      <span key={value} className="chip">
        {label}
        <button
          type="button"
          aria-label={`Take out ${label}`}
          onClick={() => props.onPick(props.values.filter((one) => one !== value))}
        >
          <Icon name="cross" />
        </button>
      </span>
    ));

interface OptionsProps {
  readonly id: string;
  readonly props: SelectProps;
  readonly shown: readonly Choice[];
  readonly list: Listbox;
  readonly onPick: (index: number) => void;
}

const Options = ({ id, props, shown, list, onPick }: OptionsProps) => (
  <div id={id} role="listbox" aria-label={props.label} className="popup" hidden={!list.open}>
    {shown.map((choice, index) => (
      // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the field, which keeps the focus
      <div
        key={choice.value}
        id={`${id}.${index}`}
        role="option"
        tabIndex={-1}
        aria-selected={props.values.includes(choice.value)}
        data-active={index === list.active || undefined}
        onMouseDown={(event) => event.preventDefault()}
        onMouseEnter={() => list.setActive(index)}
        onClick={() => onPick(index)}
      >
        <span>{choice.label}</span>
        {choice.description !== undefined && <small>{choice.description}</small>}
      </div>
    ))}
    {shown.length === 0 && (
      <div role="option" aria-selected={false} aria-disabled tabIndex={-1} className="popup-empty">
        No match
      </div>
    )}
  </div>
);

/** A menu to pick from, with a field that narrows it down. */
export const Select = (props: SelectProps) => {
  const { choices, values, multiple = false, onPick } = props;
  const listId = useId();
  const [typed, setTyped] = useState<string>();
  const shown = typed === undefined ? choices : matching(choices, typed);
  const pick = (index: number): void => {
    const choice = shown[index];
    if (!choice) return;
    const without = values.filter((value) => value !== choice.value);
    if (multiple) onPick(without.length < values.length ? without : [...values, choice.value]);
    else onPick([choice.value]);
    setTyped(undefined);
    list.setOpen(false);
  };
  const list = useListbox(shown.length, pick);
  const picked = multiple ? '' : (choices.find(({ value }) => value === values[0])?.label ?? '');
  return (
    <div className="select" ref={list.root}>
      {multiple && values.length > 0 && <Chips props={props} />}
      <div className="select-field">
        <input
          id={props.id}
          role="combobox"
          autoComplete="off"
          aria-label={props.id ? undefined : props.label}
          aria-expanded={list.open}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-describedby={props.describedBy}
          aria-invalid={props.invalid}
          aria-activedescendant={list.open ? `${listId}.${list.active}` : undefined}
          // biome-ignore lint/a11y/noAutofocus: the app asks for it, once, when the view opens
          autoFocus={props.autoFocus}
          placeholder={props.placeholder}
          value={typed ?? picked}
          onChange={(event) => {
            setTyped(event.target.value);
            list.setActive(0);
            list.setOpen(true);
          }}
          onClick={() => list.setOpen(!list.open)}
          onBlur={() => setTyped(undefined)}
          onKeyDown={list.onKeyDown}
        />
        <Icon name="down" />
      </div>
      <Options id={listId} props={props} shown={shown} list={list} onPick={pick} />
    </div>
  );
};
