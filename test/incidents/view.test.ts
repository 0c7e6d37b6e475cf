import { admit } from '../../incidents/admit';
import { requestUndo, retry } from '../../incidents/after';
import { linksOf } from '../../incidents/links';
import { sentenceOf } from '../../incidents/sentence';
import { markStarted, openByPerson } from '../../incidents/start';
import { summaryOf } from '../../incidents/summary';
import { brokenPromises } from '../support/promises';
import { EXECUTION, finding, PLAYBOOK, settings, TARGET } from '../support/record-fixtures';
import {
  admitted,
  approved,
  by,
  contained,
  done,
  partly,
  recordOf,
  setup,
  vote,
  waiting,
} from '../support/record-steps';

const shown = { settings: settings(), titleOf: (id: string) => `Title of ${id}` };

describe('the sentence', () => {
  const ask = 'GuardDuty reported CryptoCurrency:EC2/BitcoinTool.B!DNS, severity 8.0 (High), on pay-api-3 in staging.';

  it('says at each stage what happened and what comes next', async () => {
    const { store } = setup();
    const id = await admitted(store);
    const now = async () => sentenceOf(store.settings, await recordOf(store, id));
    expect(await now()).toBe(`${ask} Its run is about to start.`);
  });

  it('says of what was opened in a flood that it waits for its turn, until its run begins', async () => {
    const { store } = setup();
    const receivedAt = store.now().toISOString();
    const arrival = { finding: finding(), playbook: PLAYBOOK, target: TARGET, receivedAt, flood: true };
    const answer = await admit(store, arrival);
    const read = () => recordOf(store, answer.incidentId);
    const [before, { startAfter }] = [await read(), (await read()).meta];
    expect(sentenceOf(store.settings, before)).toBe(
      `${ask} Many routine findings came at once, so it waits for its turn; nothing is changed.`,
    );
    expect(summaryOf(before, shown).startAfter).toBe(startAfter);
    await markStarted(store, answer.incidentId, EXECUTION);
    expect(summaryOf(await read(), shown)).not.toHaveProperty('startAfter');
  });

  it('counts the steps of a run, and names who approved it', async () => {
    const { store } = setup();
    const id = await approved(store);
    await done(store, id, 'snapshot-volumes');
    expect(sentenceOf(store.settings, await recordOf(store, id))).toBe(
      `${ask} Approved by Lee. 1 of 3 steps are done.`,
    );
  });

  it('says how it ended, and that it is about to be put back', async () => {
    const { store } = setup();
    const id = await contained(store);
    await requestUndo(store, { ...by(id), door: 'operator' });
    expect(sentenceOf(store.settings, await recordOf(store, id))).toBe(
      `${ask} Ended as contained. for the test. ${id}-u1 is about putting it back.`,
    );
    expect(sentenceOf(store.settings, await recordOf(store, `${id}-u1`))).toBe(
      `Kim asked to put ${id} back in the console: “a false positive”. Its run is about to start.`,
    );
  });

  it('names who asked for a run, through which door, and why', async () => {
    const { store, table } = setup();
    const asked = { playbook: PLAYBOOK, target: TARGET, reason: 'it beacons', personId: 'kim', door: 'cli' } as const;
    const opened = await openByPerson(store, asked);
    expect(sentenceOf(store.settings, await recordOf(store, opened.incidentId))).toBe(
      'Kim asked for this on the command line: “it beacons”. Its run is about to start.',
    );
    expect(await openByPerson(store, asked)).toMatchObject({ kind: 'busy', incidentId: opened.incidentId });
    expect(brokenPromises(table.items())).toEqual([]);
  });
});

describe('the summary', () => {
  it('has the playbook’s title until there is a plan, and the plan’s headline from then on', async () => {
    const { store } = setup();
    const id = await admitted(store);
    expect(summaryOf(await recordOf(store, id), shown).headline).toBe('Title of isolate-instance');
    const other = setup();
    const planned = await waiting(other.store);
    expect(summaryOf(await recordOf(other.store, planned), shown).headline).toBe(`Isolate ${TARGET.id}`);
  });

  it('of a denied incident tells when it closed', async () => {
    const { store } = setup();
    const id = await waiting(store);
    await vote(store, id, 'lee', 'deny');
    expect(summaryOf(await recordOf(store, id), shown)).toMatchObject({
      approval: { status: 'DENIED' },
      stage: 'waiting',
    });
  });
});

describe('links', () => {
  it.each([
    ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/'],
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
  ])('of %s lead to the console of its partition', async (region, start) => {
    const { store } = setup();
    const record = await recordOf(store, await waiting(store));
    const target = { ...TARGET, region };
    const links = linksOf(settings({ hub: { accountId: '111111111111', region } }), {
      meta: { ...record.meta, target },
      findings: [
        {
          ...record.findings[0],
          finding: finding({ region }),
          count: 1,
          deliveries: 1,
          firstReceivedAt: '',
          lastReceivedAt: '',
        },
      ],
      votes: [],
      journal: [],
    });
    expect(links).toHaveLength(3);
    for (const { url } of links) expect(url.startsWith(start)).toBe(true);
    expect(links.map(({ title }) => title)).toEqual([
      `Instance ${TARGET.id} (account 222222222222)`,
      'Finding CryptoCurrency:EC2/BitcoinTool.B!DNS (account 222222222222)',
      'Run in Step Functions (account 111111111111)',
    ]);
  });

  it('escape what came from outside', async () => {
    const { store } = setup();
    const record = await recordOf(store, await waiting(store));
    const { plan: _plan, ...bare } = record;
    const target = {
      kind: 'iam-user',
      accountId: '222222222222',
      region: 'global',
      id: 'AIDACKCEVSQ6C2EXAMPLE',
      name: 'a/b?c#d',
    } as const;
    const [link] = linksOf(settings(), { ...bare, meta: { ...record.meta, target } });
    expect(link?.url).toBe('https://console.aws.amazon.com/iam/home#/users/details/a%2Fb%3Fc%23d');
  });
});

describe('an undo that stopped in the middle', () => {
  it('is not tried again: another undo of the incident is asked for', async () => {
    const { store, table } = setup();
    const id = await partly(store);
    const record = await recordOf(store, id);
    const [meta] = table.peek(({ pk, sk }) => pk === `INCIDENT#${id}` && sk === 'META');
    if (!meta) throw new Error('there is no incident');
    table.force({ ...meta, kind: 'undo', undoOf: 'inc-original-1' });
    expect(await retry(store, by(id))).toMatchObject({
      kind: 'refused',
      code: 'not-possible',
      text: expect.stringContaining('inc-original-1'),
    });
    expect(record.meta.kind).toBe('contain');
  });
});
