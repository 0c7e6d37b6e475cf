import type { PagePerson } from '../../page-api';
import { useMenu } from '../blocks/use-listbox';
import { Icon } from '../icon';
import { Avatar } from '../message/avatar';

const KINDS: Readonly<Record<PagePerson['kind'], string>> = {
  member: 'Member',
  guest: 'Guest',
  connect: 'Slack Connect',
  deactivated: 'Deactivated',
  bot: 'Bot',
};

interface Props {
  readonly me: PagePerson;
  readonly people: readonly PagePerson[];
  readonly onPick: (person: PagePerson) => void;
}

const Row = ({ person }: { readonly person: PagePerson }) => (
  <>
    <Avatar id={person.id} name={person.name} />
    <span className="person">
      <span className="person-name">
        {person.name} {person.kind !== 'member' && <span className="kind">{KINDS[person.kind]}</span>}
      </span>
      <small>{person.note ?? person.role}</small>
    </span>
    {person.unread > 0 && (
      <span className="badge badge-quiet">
        {person.unread}
        <span className="unseen"> unread</span>
      </span>
    )}
  </>
);

/** Whose eyes one looks through. At Slack one cannot; here it is the point. */
export const PeopleMenu = ({ me, people, onPick }: Props) => {
  const pick = (index: number): void => {
    const person = people[index];
    list.setOpen(false);
    list.button.current?.focus();
    if (person) onPick(person);
  };
  const list = useMenu(people.length, pick);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the button and the menu inside
    <div className="people" ref={list.root} onKeyDown={list.onKeyDown}>
      <button
        ref={list.button}
        type="button"
        className="people-button"
        aria-haspopup="menu"
        aria-expanded={list.open}
        aria-controls="people-list"
        onClick={() => {
          list.setActive(people.findIndex(({ id }) => id === me.id));
          list.setOpen(!list.open);
        }}
      >
        <Avatar id={me.id} name={me.name} />
        <span className="people-me">
          <span className="unseen">You act as </span>
          {me.name}
        </span>
        <Icon name="down" />
      </button>
      <div
        id="people-list"
        role="menu"
        aria-label="Act as"
        className="popup popup-right people-list"
        hidden={!list.open}
      >
        <p className="popup-title">Look through the eyes of</p>
        {people.map((person, index) => (
          <button
            key={person.id}
            type="button"
            role="menuitemradio"
            aria-checked={person.id === me.id}
            tabIndex={-1}
            data-active={index === list.active || undefined}
            onMouseEnter={() => list.setActive(index)}
            onClick={() => pick(index)}
          >
            <Row person={person} />
          </button>
        ))}
      </div>
    </div>
  );
};
