import type { Button, KnownBlock } from '@slack/types';
import { OUTCOMES } from '../../incidents/model';
import { checkHome, checkMessageBlocks, checkView } from '../../local/slack/check-blocks';
import { answers, dialogs, examples, gallery, homes } from '../../slack-app/gallery';
import { BUDGET } from '../../slack-app/views/budget';
import { stateText } from '../../slack-app/views/state';
import { actionsOf, words } from './records';

const counter = { last: 0 };
const nextId = () => {
  counter.last += 1;
  return `id${counter.last}`;
};
const cards = gallery();
const recordOf = (id: string) => examples.find((one) => one.id === id)?.record;

/** Every object somewhere below a value. */
const objectsIn = (value: unknown): readonly object[] => {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
};
const buttonsIn = (value: unknown) =>
  objectsIn(value).filter((one): one is Button => 'type' in one && one.type === 'button');
const ourMarkup = /<(?!@U0[A-Z]+>|#C0[A-Z]+>|!date\^\d+\^\{date_short_pretty\} \{time\}\|[0-9 :-]+UTC>)/;
const textsIn = (value: unknown): readonly string[] =>
  objectsIn(value).flatMap((one) =>
    'type' in one && one.type === 'mrkdwn' && 'text' in one ? [String(one.text)] : [],
  );

describe('the gallery', () => {
  it('shows each state once, under a name of its own', () => {
    const ids = [...cards, ...dialogs(), ...homes(), ...answers()].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(cards.length).toBeGreaterThanOrEqual(35);
  });

  it('holds every end that an incident can come to, every answer to a request, and undo as well as containment', () => {
    const records = examples.map(({ record }) => record);
    expect(OUTCOMES.filter((outcome) => !records.some(({ meta }) => meta.outcome === outcome))).toEqual([]);
    const statuses = new Set(records.map(({ approval }) => approval?.status));
    expect([...statuses].sort()).toEqual(['APPROVED', 'DENIED', 'EXPIRED', 'PENDING', 'WITHDRAWN', undefined]);
    const undone = records.filter(({ meta }) => meta.kind === 'undo').map((record) => stateText(record));
    expect(new Set(undone).size).toBeGreaterThanOrEqual(8);
  });
});

describe.each(cards.map((card) => [card.id, card] as const))('the card %s', (_id, { blocks, text }) => {
  it('keeps within Slack’s limits and ours', () => {
    expect(checkMessageBlocks(blocks, nextId)).toMatchObject({ ok: true });
    expect(blocks.length).toBeLessThanOrEqual(14);
    expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(BUDGET);
  });

  it('says in its header how it stands, by icon and word, and in its text what notifications read out', () => {
    const [header] = blocks;
    expect(header?.type === 'header' && header.text.text).toMatch(/^[^\x20-\x7e]\S* [A-Z][^·]{3,} · \S/u);
    expect(text.length).toBeGreaterThan(10);
    expect(text.length).toBeLessThanOrEqual(400);
    expect(text).not.toMatch(ourMarkup);
  });

  it('lets nothing through that somebody else wrote as markup, link or address', () => {
    const shown = [text, ...textsIn(blocks)].join('\n');
    expect(shown).not.toMatch(ourMarkup);
    expect(shown).not.toMatch(/https?:\/\/|203\.0\.113\.\d|198\.51\.100\.\d|[\u202a-\u202e\u200b]/);
  });

  it('labels each button with what is written on it, and what it does to what', () => {
    for (const { text: written, accessibility_label: spoken = '' } of buttonsIn(blocks)) {
      expect(spoken).toMatch(/^.{12,75}$/);
      expect(spoken.startsWith(written.text.replace('…', ''))).toBe(true);
    }
  });
});

describe('the states', () => {
  it('never have two ids for one header where the incident stands differently', () => {
    const byHeader = new Map<string, Set<string>>();
    for (const { id, blocks } of cards) {
      const record = recordOf(id);
      const [header] = blocks;
      if (!record || header?.type !== 'header' || id === 'replaced') continue;
      const word = header.text.text.split(' · ')[0] ?? '';
      byHeader.set(word, (byHeader.get(word) ?? new Set()).add(stateText(record)));
    }
    expect([...byHeader].filter(([word, states]) => states.size !== 1 || !states.has(word))).toEqual([]);
  });

  it('ask for something only while something can be done', () => {
    const asking = (id: string) => actionsOf(cards.find((card) => card.id === id)?.blocks ?? []);
    expect(asking('pending')).toEqual(['review', 'deny']);
    expect(asking('undo-pending')).toEqual(['review', 'deny']);
    expect(asking('contained')).toEqual(['undo']);
    expect(asking('contained-drifted')).toEqual(['undo']);
    expect(asking('partly-contained')).toEqual(['retry', 'undo', 'keep']);
    expect(asking('undo-drifted')).toEqual(['undo', 'keep']);
    expect(asking('paused')).toEqual(['retry']);
    const silent = [
      'replaced',
      'running',
      'kept',
      'retried',
      'contained-undoing',
      'denied',
      'expired',
      'stale',
      'undone',
    ];
    expect(silent.flatMap(asking)).toEqual([]);
  });

  it('say how to ask again where nobody answered or nothing could be done', () => {
    const text = (id: string) => words(cards.find((card) => card.id === id)?.blocks ?? []);
    const command =
      'cordon run isolate-instance --account 333333333333 --target-region eu-west-1 --target i-0a1b2c3d4e5f60718';
    expect(text('expired')).toContain(command);
    expect(text('failed-to-look')).toContain(command);
    expect(text('paused')).not.toContain('cordon run');
    expect(text('failed-with-changes')).not.toContain('cordon run');
    expect(text('undo-expired')).toContain('press *Undo…*');
  });

  it('count findings by type when many joined', () => {
    expect(words(cards.find(({ id }) => id === 'pending-storm')?.blocks ?? [])).toContain(
      '36 other findings: 24× Trojan:EC2/DNSDataExfiltration, 12× Recon:EC2/Portscan',
    );
  });
});

describe('dialogs, App Home and answers', () => {
  it.each(dialogs().map((dialog) => [dialog.id, dialog.view] as const))(
    'the dialog %s is one that Slack opens',
    (_id, view) => {
      expect(checkView(view, nextId)).toMatchObject({ ok: true });
      expect(textsIn(view).join('\n')).not.toMatch(ourMarkup);
    },
  );

  it.each(homes().map((home) => [home.id, home.view] as const))(
    'the page %s is one that Slack publishes',
    (_id, view) => {
      expect(checkHome(view, nextId)).toMatchObject({ ok: true });
      expect(textsIn(view).join('\n')).not.toMatch(ourMarkup);
    },
  );

  it.each(answers().map((answer) => [answer.id, answer] as const))(
    'the answer %s is one that Slack shows',
    (_id, answer) => {
      if (answer.blocks.length > 0) expect(checkMessageBlocks(answer.blocks, nextId)).toMatchObject({ ok: true });
      expect(answer.text.length).toBeGreaterThan(5);
      expect(JSON.stringify(answer.blocks as KnownBlock[]).length).toBeLessThanOrEqual(BUDGET);
      expect([answer.text, ...textsIn(answer.blocks)].join('\n').replaceAll('/cordon', '')).not.toMatch(ourMarkup);
    },
  );
});
