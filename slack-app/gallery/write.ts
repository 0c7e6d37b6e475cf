import { writeFileSync } from 'node:fs';
import { answers, dialogs, gallery, homes } from './index';
import { settings } from './settings';

// Writes the gallery as JSON, for pages of other rooms: node bin/run.mjs slack-app/gallery/write.ts FILE

const [, , file] = process.argv;
if (file === undefined) {
  console.error('Say where to: node bin/run.mjs slack-app/gallery/write.ts FILE');
  process.exitCode = 2;
} else {
  const people = Object.fromEntries(settings.people.map(({ slack, name }) => [slack, name]));
  const all = { people, cards: gallery(), dialogs: dialogs(), homes: homes(), answers: answers() };
  writeFileSync(file, `${JSON.stringify(all, null, 1)}\n`);
}
