import 'slack-blocks-to-jsx/dist/style.css';
import '../../slack/web/styles/base.css';
import '../../slack/web/styles/popup.css';
import '../../slack/web/styles/blocks.css';
import '../../slack/web/styles/controls.css';
import './styles/gallery.css';
import { useEffect, useMemo, useState } from 'react';
import type { KnownBlock } from '../../slack/web/blocks/kinds';
import { MessageBlocks } from '../../slack/web/message-blocks';
import { ownZone, type Reader, ReaderContext } from '../../slack/web/text/reader';
import { ThemeContext } from '../../slack/web/theme';
import type { Gallery as Everything, GalleryEntry } from '../types';
import { readGallery } from './api';
import { Mark, MoonIcon, SunIcon } from './icons';
import { useTheme } from './theme';

const useGallery = (): { readonly all: Everything | undefined; readonly problem: string | undefined } => {
  const [all, setAll] = useState<Everything>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    readGallery().then(setAll, (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  }, []);
  return { all, problem };
};

const Entry = ({ entry }: { readonly entry: GalleryEntry }) => (
  <article className="entry" id={entry.id} aria-labelledby={`${entry.id}-title`}>
    <h3 id={`${entry.id}-title`}>{entry.title}</h3>
    <div className="entry-sheet">
      {entry.heading ? <p className="entry-heading">{entry.heading}</p> : null}
      {entry.blocks.length > 0 ? <MessageBlocks blocks={entry.blocks as readonly KnownBlock[]} /> : <p>{entry.text}</p>}
      {entry.buttons && entry.buttons.length > 0 ? (
        <p className="entry-buttons">
          {entry.buttons.map((button) => (
            <span key={button}>{button}</span>
          ))}
        </p>
      ) : null}
    </div>
    {entry.text && entry.blocks.length > 0 ? <p className="entry-text">Notification: {entry.text}</p> : null}
  </article>
);

const Contents = ({ all }: { readonly all: Everything }) => (
  <nav aria-label="Contents">
    {all.groups.map(({ id, title, entries }) => (
      <section key={id}>
        <h2>{title}</h2>
        <ul>
          {entries.map((entry) => (
            <li key={entry.id}>
              <a href={`#${entry.id}`}>{entry.title}</a>
            </li>
          ))}
        </ul>
      </section>
    ))}
  </nav>
);

const Sheets = ({ all }: { readonly all: Everything }) => (
  <main>
    {all.groups.map(({ id, title, about, entries }) => (
      <section key={id} aria-label={title}>
        <h2>{title}</h2>
        <p className="group-says">{about}</p>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </section>
    ))}
  </main>
);

/** Every card that Slack can be shown, in one place: nothing here happened. */
const Gallery = () => {
  const [theme, setTheme] = useTheme();
  const { all, problem } = useGallery();
  const other = theme === 'dark' ? 'light' : 'dark';
  const reader = useMemo<Reader>(
    () => ({ me: '', now: new Date(), timeZone: ownZone(), people: all?.people ?? {}, channels: {}, groups: {} }),
    [all],
  );
  return (
    <ThemeContext value={theme}>
      <ReaderContext value={reader}>
        <div className="gallery">
          <header className="top">
            <h1 className="brand">
              <Mark />
              Cordon
            </h1>
            <p className="now">Every card, dialog and answer. The data are made up; buttons do nothing here.</p>
            <div className="tools">
              <button
                type="button"
                className="button icon-only"
                onClick={() => setTheme(other)}
                title={`Use the ${other} theme`}
              >
                {theme === 'dark' ? <SunIcon /> : <MoonIcon />}
                <span className="for-readers">Use the {other} theme</span>
              </button>
            </div>
          </header>
          {problem ? <p className="gallery-note">The gallery could not be written: {problem}</p> : null}
          {all ? (
            <div className="gallery-body">
              <Contents all={all} />
              <Sheets all={all} />
            </div>
          ) : null}
        </div>
      </ReaderContext>
    </ThemeContext>
  );
};

export { Gallery };
