import { useEffect, useState } from 'react';

const SHOWN_MS = 7000;

/** One line that goes away by itself; screen readers hear it. */
export const Toast = ({ said }: { readonly said: { readonly text: string; readonly at: number } | undefined }) => {
  const [over, setOver] = useState<number>();
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setOver(said.at), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const shown = said && said.at !== over;
  return (
    <div className="toast-place" role="status" aria-live="polite">
      {shown ? <p className="toast">{said.text}</p> : null}
    </div>
  );
};
