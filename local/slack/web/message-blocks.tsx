import { type RefObject, useEffect, useId, useMemo, useRef } from 'react';
import { InputField } from './blocks/input-field';
import { type Button, type Chosen, isMenu, type KnownBlock, type Place, type Use } from './blocks/kinds';
import { LibraryBlock } from './blocks/library-block';
import { type Surface, SurfaceContext } from './blocks/surface';
import { ActionsRow, SectionRow } from './blocks/used-row';
import { keyed } from './keyed';

export interface MessageBlocksProps {
  readonly blocks: readonly KnownBlock[];
  readonly onUse?: ((use: Use) => void) | undefined;
  readonly onEnter?: Surface['onEnter'];
  readonly chosen?: Chosen | undefined;
  readonly errors?: Readonly<Record<string, string>> | undefined;
  readonly busy?: Place | undefined;
}

const NONE = {};

const OneBlock = ({ block, scope }: { readonly block: KnownBlock; readonly scope: string }) => {
  if (block.type === 'input') return <InputField block={block} />;
  if (block.type === 'actions' && block.elements.some(isMenu)) return <ActionsRow block={block} scope={scope} />;
  if (block.type === 'section' && block.accessory && isMenu(block.accessory))
    return <SectionRow block={block} scope={scope} />;
  return <LibraryBlock block={block} scope={scope} />;
};

/** Buttons by the id that they get on the page: `<scope>-<block>[-<place in a row>].<place in what the library drew>`. */
export const buttonsOf = (blocks: readonly KnownBlock[], scope: string): ReadonlyMap<string, Use> => {
  const toUse = (block: KnownBlock, button: Button): Use => ({
    blockId: block.block_id ?? '',
    actionId: button.action_id ?? '',
    ...(button.confirm ? { confirm: button.confirm } : {}),
  });
  const entries = blocks.flatMap((block, at): readonly (readonly [string, Use])[] => {
    if (block.type === 'section' && block.accessory?.type === 'button')
      return [[`${scope}-${at}.0`, toUse(block, block.accessory)]];
    if (block.type !== 'actions') return [];
    const mixed = block.elements.some(isMenu);
    return block.elements.flatMap((element, index) =>
      element.type === 'button'
        ? [[mixed ? `${scope}-${at}-${index}.0` : `${scope}-${at}.${index}`, toUse(block, element)] as const]
        : [],
    );
  });
  return new Map(entries);
};

/** The library's buttons tell nobody that they were clicked: clicks are heard on what is around them. */
const useButtons = (
  root: RefObject<HTMLElement | null>,
  buttons: ReadonlyMap<string, Use>,
  { onUse, busy }: MessageBlocksProps,
): void => {
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const hear = (event: MouseEvent): void => {
      const button = event.target instanceof Element ? event.target.closest('button[id]') : null;
      const use = button && buttons.get(button.id);
      if (use) onUse?.(use);
    };
    element.addEventListener('click', hear);
    return () => element.removeEventListener('click', hear);
  }, [root, buttons, onUse]);
  useEffect(() => {
    for (const [id, use] of buttons) {
      const waits = use.blockId === busy?.blockId && use.actionId === busy?.actionId;
      root.current?.querySelector(`[id="${id}"]`)?.toggleAttribute('data-busy', waits);
    }
  }, [root, buttons, busy]);
};

/**
 * The blocks of a message, modal or Home tab, as Slack shows them. Without `onUse` its buttons do nothing, as in a gallery.
 * Names and times come from the ReaderContext around it, light or dark from the ThemeContext.
 */
export const MessageBlocks = (props: MessageBlocksProps) => {
  const { blocks, onUse, onEnter, chosen = NONE, errors = NONE, busy } = props;
  const scope = useId();
  const root = useRef<HTMLDivElement>(null);
  const buttons = useMemo(() => buttonsOf(blocks, scope), [blocks, scope]);
  useButtons(root, buttons, props);
  const surface = useMemo(() => ({ onUse, onEnter, chosen, errors, busy }), [onUse, onEnter, chosen, errors, busy]);
  return (
    <SurfaceContext value={surface}>
      <div ref={root} className="blocks">
        {keyed(blocks).map(({ key, item }) => (
          <OneBlock key={`${key}.${item.type}.${item.block_id ?? ''}`} block={item} scope={`${scope}-${key}`} />
        ))}
      </div>
    </SurfaceContext>
  );
};
