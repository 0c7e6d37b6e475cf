import { useEffect, useState } from 'react';
import type { Happening } from '../types';
import { CardsIcon, GuideIcon, Mark, MoodIcon, MoonIcon, SendIcon, SunIcon } from './icons';
import type { Theme } from './theme';
import { leftText } from './time';
import type { Seen } from './use-page-state';

const useTick = (on: boolean): void => {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => setTick((tick) => tick + 1), 500);
    return () => clearInterval(timer);
  }, [on]);
};

const TimeLeft = ({ until, aheadMs }: { readonly until: string; readonly aheadMs: number }) => {
  useTick(true);
  return <span className="time-left">expires in {leftText(Date.parse(until) - Date.now() - aheadMs)}</span>;
};

const GONE: Happening = {
  mood: 'attention',
  word: 'Ended',
  sentence: 'Nobody answers any more. Start it again with npm start; this page then goes on by itself.',
};
const STARTING: Happening = { mood: 'looking', word: 'Starting', sentence: 'Reading what is going on.' };

const Now = ({ seen }: { readonly seen: Seen }) => {
  const { mood, word, sentence, until } = seen.gone ? GONE : (seen.state?.happening ?? STARTING);
  return (
    <div className="now">
      <span className={`mood mood-${mood}`}>
        <MoodIcon mood={mood} />
        {word}
      </span>
      <p className="sentence" role="status">
        {sentence}
      </p>
      {until ? <TimeLeft until={until} aheadMs={seen.aheadMs} /> : null}
    </div>
  );
};

export interface HeaderProps {
  readonly seen: Seen;
  readonly theme: Theme;
  readonly guideOpen: boolean;
  readonly onTheme: (theme: Theme) => void;
  readonly onGuide: () => void;
  readonly onSend: () => void;
}

/** What this is, what is going on now, and the few things to do here. */
export const Header = ({ seen, theme, guideOpen, onTheme, onGuide, onSend }: HeaderProps) => {
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <header className="top">
      <h1 className="brand">
        <Mark />
        Cordon
      </h1>
      <Now seen={seen} />
      <div className="tools">
        <button type="button" className="button primary" onClick={onSend}>
          <SendIcon />
          <span>
            Send<span className="label-end"> a finding</span>
          </span>
        </button>
        <button type="button" className="button" aria-pressed={guideOpen} onClick={onGuide}>
          <GuideIcon />
          <span className="label">Guide</span>
        </button>
        <a className="button" href="/gallery" target="_blank" rel="noreferrer">
          <CardsIcon />
          <span className="label">All cards</span>
        </a>
        <button
          type="button"
          className="button icon-only"
          onClick={() => onTheme(other)}
          title={`Use the ${other} theme`}
        >
          {theme === 'dark' ? <SunIcon /> : <MoonIcon />}
          <span className="for-readers">Use the {other} theme</span>
        </button>
      </div>
    </header>
  );
};
