import type { Checkboxes, RadioButtons } from '@slack/types';
import { useId } from 'react';
import { SlackText } from '../text/slack-text';

interface Props {
  readonly list: Checkboxes | RadioButtons;
  readonly label: string;
  readonly describedBy?: string | undefined;
  readonly values: readonly string[];
  readonly onPick: (values: readonly string[]) => void;
}

/** Checkboxes or radio buttons: Tab and arrows are the browser's own. */
export const OptionList = ({ list, label, describedBy, values, onPick }: Props) => {
  const name = useId();
  const many = list.type === 'checkboxes';
  const toggle = (value: string, on: boolean): void => {
    if (!many) onPick([value]);
    else onPick(on ? [...values, value] : values.filter((one) => one !== value));
  };
  return (
    <fieldset className="option-list" aria-describedby={describedBy}>
      <legend className="unseen">{label}</legend>
      {list.options.map(({ value = '', text, description }) => (
        <label key={value} className="option">
          <input
            type={many ? 'checkbox' : 'radio'}
            name={name}
            checked={values.includes(value)}
            onChange={(event) => toggle(value, event.target.checked)}
          />
          <span>
            <SlackText text={text.text} type={text.type} />
            {description && (
              <small>
                <SlackText text={description.text} type={description.type} />
              </small>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
};
