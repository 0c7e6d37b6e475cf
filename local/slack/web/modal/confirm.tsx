import type { ConfirmationDialog } from '../blocks/kinds';
import { SlackText } from '../text/slack-text';
import { Dialog } from './dialog';

interface Props {
  readonly confirm: ConfirmationDialog;
  readonly onAnswer: (yes: boolean) => void;
}

/** "Are you sure?", in the app's words. */
export const Confirm = ({ confirm, onAnswer }: Props) => (
  <Dialog
    label={confirm.title?.text ?? 'Are you sure?'}
    className="modal confirm"
    onLeave={() => onAnswer(false)}
    leaveByClick
  >
    <header className="modal-head">
      <h2>
        <SlackText text={confirm.title?.text ?? 'Are you sure?'} type="plain_text" />
      </h2>
    </header>
    <div className="modal-body">
      <SlackText text={confirm.text.text} type={confirm.text.type} />
    </div>
    <footer className="modal-foot">
      <button type="button" className="button" onClick={() => onAnswer(false)}>
        {confirm.deny?.text ?? 'Cancel'}
      </button>
      <button
        type="button"
        className={confirm.style === 'danger' ? 'button button-danger' : 'button button-primary'}
        onClick={() => onAnswer(true)}
      >
        {confirm.confirm?.text ?? 'Yes'}
      </button>
    </footer>
  </Dialog>
);
