import { useReader } from '../text/reader';
import { DateField } from './date-field';
import { type Menu, optionsOf } from './kinds';
import { OptionList } from './option-list';
import { OverflowMenu } from './overflow-menu';
import { type Choice, Select } from './select';

export interface MenuProps {
  readonly menu: Menu;
  readonly label: string;
  /** Set when a label of the page points at it. */
  readonly id?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly invalid?: boolean | undefined;
  readonly values: readonly string[];
  readonly onPick: (values: readonly string[]) => void;
}

const usePeople = (): readonly Choice[] =>
  Object.entries(useReader().people).map(([value, label]) => ({ value, label }));

const choicesOf = (menu: Menu, people: readonly Choice[]): readonly Choice[] =>
  menu.type === 'static_select' || menu.type === 'multi_static_select'
    ? optionsOf(menu).map(({ value = '', text, description }) => ({
        value,
        label: text.text,
        description: description?.text,
      }))
    : people;

/** Any element that is picked from. */
export const MenuControl = (props: MenuProps) => {
  const { menu, ...rest } = props;
  const people = usePeople();
  switch (menu.type) {
    case 'overflow':
      return <OverflowMenu menu={menu} onPick={props.onPick} />;
    case 'radio_buttons':
    case 'checkboxes':
      return <OptionList {...rest} list={menu} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <DateField {...rest} field={menu} />;
    default:
      return (
        <Select
          {...rest}
          choices={choicesOf(menu, people)}
          multiple={menu.type.startsWith('multi_')}
          placeholder={menu.placeholder?.text ?? 'Pick an option'}
          autoFocus={menu.focus_on_load}
        />
      );
  }
};
