import { useEffect, useRef, useState } from 'react';
import type { Aim, Catalogue, CatalogueFinding, PageRefusal, PageState, SendOrder, Sent } from '../../types';
import { Refused, readCatalogue, sendFinding } from '../api';
import { CloseIcon, SendIcon } from '../icons';
import { AimFields } from './aim-fields';
import { Library } from './library';
import { OwnDocument, REFUSAL_ID } from './own-document';

const AIM: Aim = { target: 'auto', times: 1, spread: false, short: false };
type Source = 'library' | 'own';
const SOURCES: Readonly<Record<Source, string>> = { library: 'From the library', own: 'Your own JSON' };

const saidOf = ({ sent }: Sent): string => {
  const [first] = sent;
  const where = [...new Set(sent.map(({ on }) => on))].join(', ');
  return `GuardDuty reports ${first?.type ?? 'it'} on ${where}${sent.length > 1 ? `, ${sent.length} times` : ''}.`;
};

const useCatalogue = (): Catalogue | undefined => {
  const [catalogue, setCatalogue] = useState<Catalogue>();
  useEffect(() => {
    let left = false;
    readCatalogue().then(
      (read) => !left && setCatalogue(read),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, []);
  return catalogue;
};

/** Opened as a modal: the browser keeps focus inside, closes it with Escape and gives focus back. */
const useModal = () => {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return dialog;
};

const Choice = ({ source, onSource }: { readonly source: Source; readonly onSource: (source: Source) => void }) => (
  <div className="choice" role="radiogroup" aria-label="Where it comes from">
    {(Object.keys(SOURCES) as Source[]).map((one) => (
      <label key={one} data-chosen={one === source}>
        <input type="radio" name="source" value={one} checked={one === source} onChange={() => onSource(one)} />
        {SOURCES[one]}
      </label>
    ))}
  </div>
);

/** The path that the sentence begins with is set as what it is: a place in the document. */
const Sentence = ({ message, path }: PageRefusal) =>
  path && message.startsWith(path) ? (
    <>
      <code>{path}</code>
      {message.slice(path.length)}
    </>
  ) : (
    message
  );

const Refusal = ({ refusal }: { readonly refusal: PageRefusal | undefined }) => (
  <div role="alert">
    {refusal ? (
      <p className="refusal" id={REFUSAL_ID}>
        <strong>Not sent.</strong> <Sentence {...refusal} />
      </p>
    ) : null}
  </div>
);

const Top = ({ onClose }: { readonly onClose: () => void }) => (
  <div className="dialog-top">
    <h2 id="send-title">Send a finding</h2>
    <button type="button" className="button icon-only" onClick={onClose} title="Close">
      <CloseIcon />
      <span className="for-readers">Close</span>
    </button>
  </div>
);

interface EndProps {
  readonly refusal: PageRefusal | undefined;
  readonly busy: boolean;
  /** There is something to send. */
  readonly ready: boolean;
}
const End = ({ refusal, busy, ready }: EndProps) => (
  <div className="dialog-end">
    <Refusal refusal={refusal} />
    <button type="submit" className="button primary" disabled={busy || !ready}>
      <SendIcon />
      {busy ? 'Sending' : 'Send'}
    </button>
  </div>
);

const useSending = (onSent: (text: string) => void) => {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<PageRefusal>();
  const send = async (order: SendOrder): Promise<void> => {
    setBusy(true);
    setRefusal(undefined);
    try {
      onSent(saidOf(await sendFinding(order)));
    } catch (error) {
      setRefusal(
        error instanceof Refused ? error.refusal : { message: 'Nobody answered. Is npm start still running?' },
      );
      setBusy(false);
    }
  };
  return { busy, refusal, send, forget: () => setRefusal(undefined) };
};

export interface SendDialogProps {
  readonly short: PageState['short'] | undefined;
  readonly onClose: () => void;
  /** Called with one line about what was sent. */
  readonly onSent: (text: string) => void;
}

/** Lets GuardDuty report something: a fixture, or a document of one's own. */
export const SendDialog = ({ short, onClose, onSent }: SendDialogProps) => {
  const dialog = useModal();
  const catalogue = useCatalogue();
  const [source, setSource] = useState<Source>('library');
  const [chosen, setChosen] = useState<CatalogueFinding>();
  const [text, setText] = useState('');
  const [aim, setAim] = useState<Aim>(AIM);
  const { busy, refusal, send, forget } = useSending(onSent);
  const finding = chosen ?? catalogue?.groups[0]?.findings[0];
  const order: SendOrder | undefined =
    source === 'own' ? { ...aim, document: text } : finding && { ...aim, fixture: finding.name };
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="send-title" onClose={onClose}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (order) void send(order);
        }}
      >
        <Top onClose={onClose} />
        <Choice
          source={source}
          onSource={(next) => {
            setSource(next);
            forget();
          }}
        />
        <div className="dialog-body">
          {source === 'library' ? (
            <Library catalogue={catalogue} chosen={finding?.name} onChoose={setChosen} />
          ) : (
            <OwnDocument
              text={text}
              refusal={refusal}
              onText={(next) => {
                setText(next);
                forget();
              }}
            />
          )}
          <AimFields
            aim={aim}
            about={source === 'library' ? finding?.about : undefined}
            catalogue={catalogue}
            short={short}
            onAim={setAim}
          />
        </div>
        <End
          refusal={refusal}
          busy={busy}
          ready={order !== undefined && (source === 'library' || text.trim() !== '')}
        />
      </form>
    </dialog>
  );
};
