import { useState } from 'react';
import { Guide } from './guide';
import { Header } from './header';
import { Panes } from './panes';
import { SendDialog } from './send/send-dialog';
import { store, stored } from './stored';
import { useTheme } from './theme';
import { Toast } from './toast';
import { usePageState } from './use-page-state';

/** The page of `npm start`. */
export const App = () => {
  const seen = usePageState();
  const [theme, setTheme] = useTheme();
  const [guideOpen, setGuideOpen] = useState(() => stored('guide') !== 'read');
  const [sending, setSending] = useState(false);
  const [said, setSaid] = useState<{ readonly text: string; readonly at: number }>();
  const showGuide = (open: boolean): void => {
    store('guide', open ? 'open' : 'read');
    setGuideOpen(open);
  };
  return (
    <div className="page">
      <Header
        seen={seen}
        theme={theme}
        guideOpen={guideOpen}
        onTheme={setTheme}
        onGuide={() => showGuide(!guideOpen)}
        onSend={() => setSending(true)}
      />
      {guideOpen ? <Guide story={seen.state?.story} onClose={() => showGuide(false)} /> : null}
      <Panes state={seen.state} theme={theme} />
      {sending ? (
        <SendDialog
          short={seen.state?.short}
          onClose={() => setSending(false)}
          onSent={(text) => {
            setSending(false);
            setSaid({ text, at: Date.now() });
          }}
        />
      ) : null}
      <Toast said={said} />
    </div>
  );
};
