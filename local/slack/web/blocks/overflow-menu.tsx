import type { Overflow } from '@slack/types';
import { useId } from 'react';
import { Icon } from '../icon';
import { SlackText } from '../text/slack-text';
import { useMenu } from './use-listbox';

/** The three dots: a short menu of further things to do. */
export const OverflowMenu = ({
  menu,
  onPick,
}: {
  readonly menu: Overflow;
  readonly onPick: (values: readonly string[]) => void;
}) => {
  const id = useId();
  const pick = (index: number): void => {
    const option = menu.options[index];
    list.setOpen(false);
    list.button.current?.focus();
    if (option && 'url' in option && option.url) window.open(option.url, '_blank', 'noopener');
    if (option?.value !== undefined) onPick([option.value]);
  };
  const list = useMenu(menu.options.length, pick);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the button and the menu inside
    <div className="overflow" ref={list.root} onKeyDown={list.onKeyDown}>
      <button
        ref={list.button}
        type="button"
        className="plain-button"
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded={list.open}
        aria-controls={id}
        onClick={() => list.setOpen(!list.open)}
      >
        <Icon name="dots" />
      </button>
      <div id={id} role="menu" aria-label="More actions" className="popup popup-right" hidden={!list.open}>
        {menu.options.map((option, index) => (
          <button
            key={option.value ?? option.text.text}
            type="button"
            role="menuitem"
            tabIndex={-1}
            data-active={index === list.active || undefined}
            onMouseEnter={() => list.setActive(index)}
            onClick={() => pick(index)}
          >
            <SlackText text={option.text.text} type="plain_text" />
          </button>
        ))}
      </div>
    </div>
  );
};
