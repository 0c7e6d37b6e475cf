import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import type { PageState } from '../types';
import { consoleAddress } from './api';
import { OutIcon } from './icons';
import type { Theme } from './theme';
import { LEAST, MOST, useSplit } from './use-split';

const PANES = { slack: 'Slack', console: 'Console' } as const;
type PaneName = keyof typeof PANES;
const ABOUT: Readonly<Record<PaneName, string>> = {
  slack: 'where people are asked',
  console: 'where operators look and act',
};

/** Both panes listen for this from the page around them. */
const useThemeIn = (frame: RefObject<HTMLIFrameElement | null>, src: string, theme: Theme): (() => void) => {
  const [loaded, setLoaded] = useState(0);
  useEffect(() => {
    if (loaded > 0) frame.current?.contentWindow?.postMessage({ type: 'cordon:theme', theme }, new URL(src).origin);
  }, [frame, src, theme, loaded]);
  return () => setLoaded((times) => times + 1);
};

const Frame = ({ name, src, theme }: { readonly name: PaneName; readonly src: string; readonly theme: Theme }) => {
  const frame = useRef<HTMLIFrameElement>(null);
  const onLoad = useThemeIn(frame, src, theme);
  return <iframe ref={frame} className="frame" name={name} title={PANES[name]} src={src} onLoad={onLoad} />;
};

const withTheme = (address: string, theme: Theme): string => {
  const url = new URL(address);
  url.searchParams.set('theme', theme);
  return url.href;
};

/** Addresses as they were at first: a frame that is shown is never loaded anew because a theme changed. */
const useAddresses = (state: PageState | undefined, theme: Theme) => {
  const [slack, setSlack] = useState<string>();
  const [desk, setDesk] = useState<string>();
  const slackUrl = state?.slackUrl;
  const kind = state?.console.kind;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme of the first moment; later ones are told to the frame.
  useEffect(() => {
    if (slackUrl) setSlack(withTheme(`${slackUrl}/`, theme));
  }, [slackUrl]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    let left = false;
    if (kind === 'ready')
      consoleAddress().then(
        (address) => !left && setDesk(withTheme(address, theme)),
        () => undefined,
      );
    return () => {
      left = true;
    };
  }, [kind]);
  return { slack, desk };
};

const openConsole = async (): Promise<void> => {
  window.open(await consoleAddress(), '_blank', 'noreferrer');
};

const Caption = ({ name, href }: { readonly name: PaneName; readonly href: string | undefined }) => (
  <div className="caption">
    <h2>{PANES[name]}</h2>
    <span className="caption-about">{ABOUT[name]}</span>
    {href && name === 'slack' ? (
      <a className="out" href={href} target="_blank" rel="noreferrer" title="Open in a tab of its own">
        <OutIcon />
        <span className="for-readers">Open Slack in a tab of its own</span>
      </a>
    ) : null}
    {href && name === 'console' ? (
      <button type="button" className="out" title="Open in a tab of its own" onClick={() => void openConsole()}>
        <OutIcon />
        <span className="for-readers">Open the console in a tab of its own</span>
      </button>
    ) : null}
  </div>
);

const Empty = ({ children }: { readonly children: ReactNode }) => <p className="empty">{children}</p>;

const consoleNote = (state: PageState | undefined): string =>
  state?.console.kind === 'none' ? state.console.note : 'The console is starting.';

const Tabs = ({ shown, onShow }: { readonly shown: PaneName; readonly onShow: (name: PaneName) => void }) => (
  <div className="tabs" role="tablist" aria-label="Panes">
    {(Object.keys(PANES) as PaneName[]).map((name) => (
      <button
        key={name}
        type="button"
        role="tab"
        id={`tab-${name}`}
        aria-controls={`pane-${name}`}
        aria-selected={name === shown}
        tabIndex={name === shown ? 0 : -1}
        onClick={() => onShow(name)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
          const next = name === 'slack' ? 'console' : 'slack';
          onShow(next);
          document.getElementById(`tab-${next}`)?.focus();
        }}
      >
        {PANES[name]}
      </button>
    ))}
  </div>
);

/** Slack and the console side by side; one at a time where there is no room for both. */
export const Panes = ({ state, theme }: { readonly state: PageState | undefined; readonly theme: Theme }) => {
  const around = useRef<HTMLElement>(null);
  const { share, dragging, divider } = useSplit(around);
  const [shown, setShown] = useState<PaneName>('slack');
  const { slack, desk } = useAddresses(state, theme);
  return (
    <main ref={around} className="panes" data-shown={shown} data-dragging={dragging} style={{ '--share': `${share}%` }}>
      <Tabs shown={shown} onShow={setShown} />
      <section id="pane-slack" className="pane pane-slack" aria-label="Slack">
        <Caption name="slack" href={slack} />
        {slack ? <Frame name="slack" src={slack} theme={theme} /> : <Empty>Slack is starting.</Empty>}
      </section>
      {/* biome-ignore lint/a11y/useSemanticElements: a separator that is moved has no element of its own */}
      <div
        className="divider"
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of Slack"
        aria-controls="pane-slack"
        aria-valuenow={Math.round(share)}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        tabIndex={0}
        {...divider}
      />
      <section id="pane-console" className="pane pane-console" aria-label="Console">
        <Caption name="console" href={desk} />
        {desk ? <Frame name="console" src={desk} theme={theme} /> : <Empty>{consoleNote(state)}</Empty>}
      </section>
    </main>
  );
};
