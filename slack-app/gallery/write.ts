import { writeFileSync } from 'node:fs';
import { answers, dialogs, gallery, homes } from './index';

// Writes the gallery as JSON, for pages of other rooms: node bin/run.mjs slack-app/gallery/write.ts FILE

const [, , file] = process.argv;
if (file === undefined) {
  console.error('Say where to: node bin/run.mjs slack-app/gallery/write.ts FILE');
  process.exitCode = 2;
} else {
  const all = { cards: gallery(), dialogs: dialogs(), homes: homes(), answers: answers() };
  writeFileSync(file, `${JSON.stringify(all, null, 1)}\n`);
}
