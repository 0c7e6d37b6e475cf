import { type KeyboardEvent, useId, useState } from 'react';
import type { PageCommand } from '../../page-api';
import { moved } from '../blocks/use-listbox';
import { Icon } from '../icon';

interface Props {
  readonly label: string;
  readonly commands: readonly PageCommand[];
  readonly onSay: (text: string) => void;
  /** Absent in threads, where Slack takes no commands. */
  readonly onSlash?: ((command: string, text: string) => void) | undefined;
}

/** `/cordon list` → command and the rest; undefined when it is no command. */
export const slashIn = (text: string): { readonly command: string; readonly text: string } | undefined => {
  const match = /^(\/[^\s/]+)(?:\s+([\s\S]*))?$/.exec(text.trim());
  return match ? { command: match[1] ?? '', text: (match[2] ?? '').trim() } : undefined;
};

/** Commands that what was typed may become. */
export const offers = (commands: readonly PageCommand[], text: string): readonly PageCommand[] =>
  text.startsWith('/') && !text.includes('\n')
    ? commands.filter(({ command }) => command.startsWith(text.trim()) || text.startsWith(`${command} `))
    : [];

const Offers = (props: {
  readonly id: string;
  readonly list: readonly PageCommand[];
  readonly active: number;
  readonly onPick: (command: PageCommand) => void;
}) => (
  <div id={props.id} role="listbox" aria-label="Commands" className="offers">
    {props.list.map((offer, index) => (
      // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the field, which keeps the focus
      <div
        key={offer.command}
        id={`${props.id}.${index}`}
        role="option"
        tabIndex={-1}
        aria-selected={index === props.active}
        data-active={index === props.active || undefined}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => props.onPick(offer)}
      >
        <strong>{offer.command}</strong> <code>{offer.hint}</code>
        <small>{offer.description}</small>
      </div>
    ))}
  </div>
);

const useComposer = ({ commands, onSay, onSlash }: Props) => {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [hidden, setHidden] = useState(false);
  const list = onSlash && !hidden ? offers(commands, text) : [];
  const pick = ({ command }: PageCommand): void => {
    setText(`${command} `);
    setActive(0);
  };
  const send = (): void => {
    if (text.trim() === '') return;
    const slash = onSlash && slashIn(text);
    if (slash) onSlash(slash.command, slash.text);
    else onSay(text.trim());
    setText('');
  };
  const onEnter = (): void => {
    const offer = list[active];
    if (offer && !text.startsWith(offer.command)) pick(offer);
    else send();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = event.key === 'Home' || event.key === 'End' ? undefined : moved(event.key, active, list.length);
    if (next !== undefined) setActive(next);
    else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) onEnter();
    else if (event.key === 'Tab' && list[active] && !text.startsWith(list[active].command)) pick(list[active]);
    else if (event.key === 'Escape' && list.length > 0) setHidden(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const write = (next: string): void => {
    setText(next);
    setHidden(false);
    setActive(0);
  };
  return { text, write, active, list, pick, send, onKeyDown };
};

/** Where messages and commands are written. Enter sends, Shift and Enter begins a new line. */
export const Composer = (props: Props) => {
  const { label, onSlash } = props;
  const id = useId();
  const { text, write, active, list, pick, send, onKeyDown } = useComposer(props);
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {list.length > 0 && <Offers id={id} list={list} active={active} onPick={pick} />}
      <textarea
        rows={1}
        aria-label={label}
        placeholder={label}
        value={text}
        aria-autocomplete={onSlash ? 'list' : undefined}
        aria-controls={list.length > 0 ? id : undefined}
        aria-activedescendant={list.length > 0 ? `${id}.${active}` : undefined}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" className="send" aria-label="Send" disabled={text.trim() === ''}>
        <Icon name="send" />
      </button>
    </form>
  );
};
