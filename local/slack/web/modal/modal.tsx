import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { PageResult, PageValues, PageView } from '../../page-api';
import type { Chosen, Place, Use } from '../blocks/kinds';
import { Icon } from '../icon';
import { MessageBlocks } from '../message-blocks';
import { Dialog } from './dialog';
import { merged, standing, valuesOf, withValues } from './form';

export interface ModalProps {
  readonly shown: PageView;
  /** Another view lies below this one. */
  readonly stacked: boolean;
  readonly appName: string;
  readonly busy?: Place | undefined;
  readonly onUse: (use: Use, values: PageValues) => void;
  readonly onSubmit: (values: PageValues) => Promise<PageResult | undefined>;
  readonly onClose: (all: boolean) => void;
}

const FAILED = 'That did not work, and nothing was sent. What you typed is still here: try again.';

const useForm = ({ shown, onSubmit }: ModalProps) => {
  const [entered, setEntered] = useState<Chosen>({});
  const [mended, setMended] = useState<ReadonlySet<string>>(new Set());
  const [sending, setSending] = useState(false);
  const [failed, setFailed] = useState(false);
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});
  const chosen = merged(shown.chosen, entered);
  const values = valuesOf(shown.view.blocks, chosen);
  const enter = (place: Place, next: readonly string[]): void => {
    setEntered((all) => withValues(all, place, next));
    setMended((all) => new Set([...all, place.blockId]));
  };
  const submit = async (): Promise<void> => {
    setSending(true);
    setFailed(false);
    const result = await onSubmit(values);
    setSending(false);
    setMended(new Set());
    setRefused(result?.errors ?? {});
    setFailed(!result || result.outcome === 'failed');
  };
  const errors = standing({ ...shown.errors, ...refused }, mended);
  return { chosen, values, enter, submit, sending, failed, errors };
};

const Head = ({ shown, stacked, appName, onClose }: ModalProps) => (
  <header className="modal-head">
    {stacked ? (
      <button type="button" className="plain-button" aria-label="Back" onClick={() => onClose(false)}>
        <Icon name="back" />
      </button>
    ) : (
      <span className="avatar avatar-app" aria-hidden="true">
        {appName.slice(0, 1)}
      </span>
    )}
    <h2>{shown.view.title.text}</h2>
    <button type="button" className="plain-button" aria-label="Close" onClick={() => onClose(true)}>
      <Icon name="cross" />
    </button>
  </header>
);

/** A modal as the app wrote it. When the app changes it, what was typed stays. */
export const Modal = (props: ModalProps) => {
  const { shown, appName, busy, onUse, onClose } = props;
  const form = useForm(props);
  const body = useRef<HTMLFormElement>(null);
  const wrong = Object.keys(form.errors).join();
  useEffect(() => {
    if (wrong !== '') body.current?.querySelector<HTMLElement>('[data-invalid] :is(input, textarea)')?.focus();
  }, [wrong]);
  const { submit, close, title } = shown.view;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (submit && !form.sending) void form.submit();
  };
  return (
    <Dialog label={title.text} className="modal" onLeave={() => onClose(false)}>
      <form ref={body} className="modal-form" onSubmit={send} noValidate aria-busy={form.sending}>
        <Head {...props} />
        <div className="modal-body">
          {form.failed && (
            <p className="modal-failed" role="alert">
              <span aria-hidden="true">⚠</span> {FAILED}
            </p>
          )}
          <MessageBlocks
            blocks={shown.view.blocks}
            chosen={form.chosen}
            errors={form.errors}
            busy={busy}
            onEnter={form.enter}
            onUse={(use) => onUse(use, form.values)}
          />
        </div>
        <footer className="modal-foot">
          <span className="modal-app">{appName}</span>
          <button type="button" className="button" onClick={() => onClose(false)}>
            {close?.text ?? (submit ? 'Cancel' : 'Close')}
          </button>
          {submit && (
            <button type="submit" className="button button-primary" aria-disabled={form.sending}>
              {form.sending && <span className="spinner" aria-hidden="true" />}
              {submit.text}
            </button>
          )}
        </footer>
        <p className="unseen" aria-live="polite">
          {form.sending ? 'Sending' : ''}
        </p>
      </form>
    </Dialog>
  );
};
