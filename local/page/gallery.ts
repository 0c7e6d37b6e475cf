import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { PROJECT } from '../python';
import type { Gallery, GalleryEntry } from './types';

const run = promisify(execFile);

const blocks = z.array(z.unknown());
const shown = z.array(z.object({ id: z.string(), title: z.string(), text: z.string(), blocks }));
const plain = z.object({ text: z.string() });
const view = z.object({ blocks, title: plain.optional(), submit: plain.optional(), close: plain.optional() });
const views = z.array(z.object({ id: z.string(), title: z.string(), view }));
/** What the Slack app's gallery writes; the page knows the app by this file alone. */
const gallerySchema = z.object({
  people: z.record(z.string(), z.string()),
  cards: shown,
  dialogs: views,
  homes: views,
  answers: shown,
});

const messages = (all: z.infer<typeof shown>): readonly GalleryEntry[] =>
  all.map(({ id, title, text, blocks }) => ({ id, title, text, blocks }));

const frames = (all: z.infer<typeof views>): readonly GalleryEntry[] =>
  all.map(({ id, title, view }) => ({
    ...{ id, title, blocks: view.blocks },
    ...(view.title ? { heading: view.title.text } : {}),
    buttons: [view.close?.text, view.submit?.text].filter((text) => text !== undefined),
  }));

const groupsOf = (read: z.infer<typeof gallerySchema>): Gallery => ({
  people: read.people,
  groups: [
    {
      id: 'cards',
      title: 'Cards',
      about: 'One message per request, painted again in place.',
      entries: messages(read.cards),
    },
    { id: 'dialogs', title: 'Dialogs', about: 'What a button opens.', entries: frames(read.dialogs) },
    { id: 'homes', title: 'App Home', about: 'What waits for whom.', entries: frames(read.homes) },
    {
      id: 'answers',
      title: 'Answers',
      about: 'What /cordon says, and direct messages.',
      entries: messages(read.answers),
    },
  ],
});

/** Every state of every card and dialog, with made-up data. Written anew for each run, into its folder. */
export const writeGallery = async (folder: string): Promise<Gallery> => {
  const file = join(folder, 'gallery.json');
  await run(process.execPath, [join(PROJECT, 'bin/run.mjs'), 'slack-app/gallery/write.ts', file], { cwd: PROJECT });
  return groupsOf(gallerySchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
};
