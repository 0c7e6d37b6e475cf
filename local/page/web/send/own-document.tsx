import { type DragEvent, useState } from 'react';
import type { PageRefusal } from '../../types';
import { FileIcon } from '../icons';

const MAX = 1_000_000;
/** Where the dialog says why something was not sent. */
export const REFUSAL_ID = 'send-refusal';

export interface OwnDocumentProps {
  readonly text: string;
  readonly refusal: PageRefusal | undefined;
  readonly onText: (text: string) => void;
}

interface DropFileProps {
  /** Of the file that was taken last. */
  readonly name: string | undefined;
  readonly onFile: (file: File | undefined) => Promise<void>;
}
const DropFile = ({ name, onFile }: DropFileProps) => {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void onFile(event.dataTransfer.files[0]);
  };
  return (
    <label
      className="drop"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <FileIcon />
      <span>
        <strong>Drop a JSON file here</strong>, or choose one
        {name ? <span className="file-name">{name}</span> : null}
      </span>
      <input
        type="file"
        accept=".json,application/json"
        aria-label="JSON file"
        onChange={(event) => void onFile(event.target.files?.[0])}
      />
    </label>
  );
};

/** A JSON file that is dropped or chosen, or text that is pasted. */
export const OwnDocument = ({ text, refusal, onText }: OwnDocumentProps) => {
  const [name, setName] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    if (file.size > MAX) return setProblem(`${file.name} is larger than any finding (1 MB at most).`);
    setProblem(undefined);
    setName(file.name);
    onText(await file.text());
  };
  return (
    <div className="own">
      <DropFile name={name} onFile={take} />
      <label className="paste">
        Or paste it: an EventBridge event, what GetFindings returns, or one finding
        <textarea
          className="field code"
          spellCheck={false}
          value={text}
          aria-invalid={Boolean(refusal)}
          aria-describedby={refusal ? REFUSAL_ID : undefined}
          onChange={(event) => {
            setName(undefined);
            onText(event.target.value);
          }}
        />
      </label>
      {problem ? (
        <p className="refusal" role="alert">
          {problem}
        </p>
      ) : null}
    </div>
  );
};
