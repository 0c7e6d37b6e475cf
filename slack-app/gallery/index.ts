import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import type { Clicked, SlackTest } from '../../incidents/slack-test';
import { helpAnswer, listAnswer, showAnswer } from '../views/answers';
import { approveDialog, checkingDialog } from '../views/approve-dialog';
import { withinBudget } from '../views/budget';
import type { Card } from '../views/card';
import { closedHome, homeView } from '../views/home';
import { viewOf } from '../views/index';
import { outcomeLine } from '../views/outcome-line';
import { noticeDialog, REASONED, reasonDialog } from '../views/reason-dialogs';
import { replaced } from '../views/replaced';
import { testCard } from '../views/test-card';
import { asking, early } from './asking';
import { ends } from './ends';
import type { Example } from './entry';
import { extremes } from './extremes';
import { ID } from './records';
import { settings } from './settings';
import { at } from './times';
import { driftedOriginal, undos } from './undos';

/** A message as Slack is given it. */
export interface Shown {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}
export interface ShownView<V> {
  readonly id: string;
  readonly title: string;
  readonly view: V;
}

/** Every state that an incident can be in, as a made-up record. */
export const examples: readonly Example[] = [...asking, ...ends, ...undos, ...extremes];

const draw = ({ id, record, followedBy, old }: Example): Card => {
  const view = old ? replaced : viewOf(record);
  if (!view) throw new Error(`The example ${id} has no card.`);
  return view({ record, settings, followedBy });
};

/** The card of every state. */
export const gallery = (): readonly Shown[] => [
  ...examples.map((one) => ({ id: one.id, title: one.title, ...draw(one) })),
  ...testMessages(),
];

/** What `cordon verify` posts: it belongs to no incident. */
const testMessages = (): readonly Shown[] => {
  const asked: SlackTest = { n: 3, channel: 'C0URGENT', askedBy: 'dana', askedAt: at(0) };
  const clicked: Clicked = { personId: 'eli', at: at(1), recordedAt: at(1), way: 'signed' };
  return [
    { id: 'test-message', title: 'A test message: it waits for a click', ...testCard(asked, settings) },
    { id: 'test-passed', title: 'A test message that was clicked', ...testCard({ ...asked, clicked }, settings) },
  ];
};

export const byId = (id: string): Example => {
  const found = examples.find((one) => one.id === id);
  if (!found) throw new Error(`The gallery has no ${id}.`);
  return found;
};
const NOTE = { r: ID, v: 1, c: 'C0URGENT', t: '1000.0001' } as const;
const UNCHANGED = { at: at(5), stale: [], changed: [] };

/** Every dialog, in the states that it can be in. */
export const dialogs = (): readonly ShownView<ModalView>[] => {
  const { record } = byId('pending');
  const destructive = byId('pending-destructive').record;
  const partly = byId('partly-contained').record;
  const shown = (id: string, title: string, view: ModalView) => ({ id, title, view });
  return [
    shown('checking', 'Opened: the world is looked at again', checkingDialog(record, NOTE)),
    shown('approve', 'Unchanged since the plan', approveDialog(record, NOTE, UNCHANGED)),
    shown(
      'approve-changed',
      'Changed, and covered by the plan',
      approveDialog(record, NOTE, { ...UNCHANGED, changed: ['a second interface was attached: eni-0aa9'] }),
    ),
    shown(
      'approve-stale',
      'The plan was made anew',
      approveDialog(record, NOTE, { ...UNCHANGED, stale: ['the risk has risen: 1 more instance uses its role'] }),
    ),
    shown(
      'approve-unchecked',
      'The check failed',
      approveDialog(record, NOTE, { ...UNCHANGED, problem: 'the check failed' }),
    ),
    shown('approve-destructive', 'Something that cannot be taken back', approveDialog(destructive, NOTE, UNCHANGED)),
    shown('approve-dry-run', 'A dry run', approveDialog(byId('pending-dry-run').record, NOTE, UNCHANGED)),
    shown('approve-biggest', 'The largest', approveDialog(byId('biggest').record, NOTE, UNCHANGED)),
    ...REASONED.map((what) =>
      shown(what, `Asks why: ${what}`, reasonDialog(what, what === 'deny' ? record : partly, NOTE)),
    ),
    shown('undo-drift', 'Undo, after somebody else changed something', reasonDialog('undo', driftedOriginal, NOTE)),
    shown(
      'recorded',
      'An outcome',
      noticeDialog('Recorded', '✅', 'Your approval is recorded: 1 of 2. It waits for somebody else.'),
    ),
    shown(
      'refused',
      'A refusal',
      noticeDialog(
        'Not recorded',
        '⛔',
        'You may not decide this: Mika owns the resource. Ask Dana, Eli. Nothing was recorded as a vote.',
      ),
    ),
  ];
};

const [dana, , , mika] = settings.people;

/** App Home of an approver, of somebody who asked, and of somebody who may not look. */
export const homes = (): readonly ShownView<HomeView>[] => {
  const open = [...asking.filter(({ old }) => !old), ...undos.slice(0, 3), ...extremes.slice(0, 2)].map(
    ({ record }) => record,
  );
  const ended = ends.map(({ record }) => record).slice(0, 8);
  if (!dana || !mika) return [];
  return [
    { id: 'home-approver', title: 'An approver', view: homeView({ person: dana, settings, open, ended }) },
    {
      id: 'home-requester',
      title: 'Somebody who asked for something',
      view: homeView({ person: mika, settings, open, ended }),
    },
    { id: 'home-quiet', title: 'Nothing is open', view: homeView({ person: dana, settings, open: [], ended: [] }) },
    {
      id: 'home-stranger',
      title: 'Somebody whom Cordon does not know',
      view: closedHome(
        'You are not in the table of people who may act on incidents. Ask an administrator of Cordon to add you.',
        'U0STRANGE',
      ),
    },
  ];
};

/** What `/cordon` answers, and what people are told in direct messages. */
export const answers = (): readonly Shown[] => {
  if (!dana) return [];
  const card = (id: string, title: string, { text, blocks }: Card): Shown => ({
    id,
    title,
    text,
    blocks: withinBudget(blocks),
  });
  const open = [...asking.filter(({ old }) => !old).map(({ record }) => record), ...early];
  const show = (id: string) =>
    card(
      `show-${id}`,
      `/cordon show: ${byId(id).title}`,
      showAnswer({ record: byId(id).record, settings, followedBy: byId(id).followedBy }),
    );
  const told = (id: string): Shown => ({
    id: `told-${id}`,
    title: `A direct message: ${byId(id).title}`,
    text: outcomeLine(byId(id).record, dana, 'C0URGENT'),
    blocks: [],
  });
  return [
    card('help', '/cordon help', helpAnswer()),
    card('unknown', '/cordon approve', helpAnswer('approve')),
    card('list', '/cordon list', listAnswer(open, settings, dana)),
    card('list-empty', '/cordon list, with nothing open', listAnswer([], settings, dana)),
    ...['pending', 'biggest', 'hostile', 'contained', 'kept', 'undo-pending'].map(show),
    ...['contained', 'denied', 'undone'].map(told),
  ];
};
