import { setTimeout as sleep } from 'node:timers/promises';
import { approve, cardWith } from '../../local/people-act';
import { asking, closed } from '../../local/records';
import { rowWithoutRecord } from '../faults/row';
import { launch } from './targets';
import { postsAbout, type TheWay, until } from './way';

export const slackAwayTests = (theWay: TheWay): void => {
  rowWithoutRecord(
    'F12',
    'S',
    'while Slack is away the request stands in the record; when Slack is back it is posted, and nothing twice',
    async () => {
      const way = theWay();
      const { control } = way.stage.slack;
      const host = await launch(way);
      // The nastier half of an outage: what is posted stands, and the answer is lost.
      control.break({ kind: 'answer-lost', method: 'chat.postMessage', times: 1 });
      control.break({ kind: 'down' });
      let incidentId = '';
      try {
        await way.stage.send('ec2-command-and-control', host.subject);
        incidentId = (await way.records.untilOn(host.target, asking)).meta.incidentId;
        await sleep(3000);
        expect((await way.records.read(incidentId))?.approval?.status).toBe('PENDING');
      } finally {
        control.mend();
      }
      // The poster comes back to it by its retry queue, and finds the card whose answer it never got.
      await way.records.until(incidentId, (record) => record.slack?.copies.length === 1);
      await approve(way.stage, 'dana', incidentId, 'On our block list');
      const record = await way.records.until(incidentId, closed);
      expect(record.meta.outcome).toBe('contained');
      expect(postsAbout(way, incidentId)).toBe(1);
      const replies = await until('the thread tells the end', async () => {
        const texts = (await cardWith(way.stage, incidentId, /^Undo/)).replies.map((reply) => reply.text);
        return texts.some((text) => text.includes('Every step was read back')) ? texts : undefined;
      });
      expect(replies).toEqual([...new Set(replies)]);
      expect(replies.length).toBeGreaterThan(5);
    },
  );
};
