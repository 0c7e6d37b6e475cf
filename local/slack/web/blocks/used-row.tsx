import type { ReactNode } from 'react';
import type { ActionsBlock, Button, KnownBlock, SectionBlock } from './kinds';
import { isMenu, type Menu } from './kinds';
import { LibraryBlock } from './library-block';
import { MenuControl } from './menu-control';
import { useSurface, valuesAt } from './surface';

const confirmOf = (menu: Menu) => ('confirm' in menu && menu.confirm ? { confirm: menu.confirm } : {});

const UsedMenu = ({
  menu,
  blockId,
  label,
}: {
  readonly menu: Menu;
  readonly blockId: string;
  readonly label: string;
}) => {
  const { chosen, onUse } = useSurface();
  const place = { blockId, actionId: menu.action_id ?? '' };
  return (
    <MenuControl
      menu={menu}
      label={label}
      values={valuesAt(chosen, place, menu)}
      onPick={(picked) => onUse?.({ ...place, picked, ...confirmOf(menu) })}
    />
  );
};

const labelOf = (menu: Menu): string =>
  ('placeholder' in menu && menu.placeholder ? menu.placeholder.text : undefined) ?? 'Choose';

/** Buttons and menus in a row: the library draws the buttons. */
export const ActionsRow = ({ block, scope }: { readonly block: ActionsBlock; readonly scope: string }): ReactNode => (
  <div className="actions-row">
    {block.elements.map((element, index) => {
      const key = `${index}.${element.action_id ?? ''}`;
      if (isMenu(element))
        return <UsedMenu key={key} menu={element} blockId={block.block_id ?? ''} label={labelOf(element)} />;
      return (
        <LibraryBlock
          key={key}
          block={{ type: 'actions', elements: [element as Button] }}
          scope={`${scope}-${index}`}
        />
      );
    })}
  </div>
);

/** Text with a menu beside it. */
export const SectionRow = ({ block, scope }: { readonly block: SectionBlock; readonly scope: string }): ReactNode => {
  const { accessory, ...text } = block;
  const wide = accessory?.type === 'checkboxes' || accessory?.type === 'radio_buttons';
  return (
    <div className={wide ? 'section-row section-row-wide' : 'section-row'}>
      <LibraryBlock block={text as KnownBlock} scope={scope} />
      {accessory && isMenu(accessory) && (
        <UsedMenu menu={accessory} blockId={block.block_id ?? ''} label={block.text?.text ?? labelOf(accessory)} />
      )}
    </div>
  );
};
