import { useId } from 'react';
import { SlackText } from '../text/slack-text';
import { type InputBlock, isControl, isMenu } from './kinds';
import { MenuControl } from './menu-control';
import { useSurface, valuesAt } from './surface';
import { TextInput } from './text-input';

/** One question of a form: label, answer, hint, and what is wrong with the answer. */
export const InputField = ({ block }: { readonly block: InputBlock }) => {
  const { chosen, errors, onEnter } = useSurface();
  const id = useId();
  const { element, block_id: blockId = '' } = block;
  if (!isControl(element)) return null;
  const place = { blockId, actionId: element.action_id ?? '' };
  const values = valuesAt(chosen, place, element);
  const error = errors[blockId];
  const enter = (next: readonly string[]): void => onEnter?.(place, next);
  const described = [block.hint ? `${id}.hint` : '', error ? `${id}.error` : ''].filter(Boolean).join(' ');
  const common = { id, describedBy: described || undefined, invalid: error !== undefined };
  return (
    <div className="input-block" data-block={blockId} data-invalid={error !== undefined || undefined}>
      <label htmlFor={id} className="input-label">
        <SlackText text={block.label.text} type="plain_text" />
        {block.optional && <span className="optional"> (optional)</span>}
      </label>
      {isMenu(element) ? (
        <MenuControl {...common} menu={element} label={block.label.text} values={values} onPick={enter} />
      ) : (
        <TextInput
          {...common}
          field={element}
          required={!block.optional}
          value={values[0] ?? ''}
          onChange={(value) => enter([value])}
        />
      )}
      {error !== undefined && (
        <p id={`${id}.error`} className="input-error">
          <span aria-hidden="true">⚠</span> {error}
        </p>
      )}
      {block.hint && (
        <p id={`${id}.hint`} className="input-hint">
          <SlackText text={block.hint.text} type="plain_text" />
        </p>
      )}
    </div>
  );
};
