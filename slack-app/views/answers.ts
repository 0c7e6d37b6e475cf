import type { KnownBlock } from '@slack/types';
import type { IncidentRecord } from '../../incidents/model';
import type { Person, Settings } from '../../playbooks/kit/settings';
import { deadline, votesSoFar } from './approvals';
import type { Card, CardInput } from './card';
import { because } from './ended';
import { entryBlock, turn } from './entry';
import { viewOf } from './index';
import { about, context, dryRunNotice, fields, header, headline, ids, section } from './parts';
import { stateText } from './state';
import { plural, safe } from './text';

// What `/cordon` answers. Only the one who asked sees it.

const SHOWN = 12;

const USAGE = [
  '`/cordon list`  what is open, the next deadline first',
  '`/cordon show inc-…`  one incident, with its buttons',
  '`/cordon help`  this',
];

/** A command that is not one is answered with what is. */
export const helpAnswer = (unknown?: string): Card => {
  const sorry = unknown === undefined ? [] : [section(`⛔ There is no \`/cordon ${safe(unknown, 60)}\`.`)];
  return {
    text: `${unknown === undefined ? 'Cordon' : 'There is no such command'}: /cordon list, /cordon show inc-…, /cordon help`,
    blocks: [
      ...sorry,
      section(USAGE.join('\n')),
      context('Nothing is approved by text: a button opens the plan, and the dialog takes the decision.'),
    ],
  };
};

/** What is open, in the order in which time runs out. `more`: how many were not read. */
export const listAnswer = (
  open: readonly IncidentRecord[],
  settings: Settings,
  person: Person,
  more: number = 0,
): Card => {
  if (open.length === 0) return { text: 'Nothing is open.', blocks: [section('✅ *Nothing is open.*')] };
  const shown = open.slice(0, SHOWN);
  const left = open.length - shown.length + more;
  const title = `${plural(open.length + more, 'open incident')}`;
  return {
    text: `${title}, the next deadline first`,
    blocks: [
      section(`*${title}*, the next deadline first`),
      ...shown.map((record) => entryBlock(record, settings, person)),
      ...(left > 0 ? [context(`… and ${left} more, with later deadlines or none.`)] : []),
    ],
  };
};

/** The buttons of the card as it is now. */
const buttons = (input: CardInput): readonly KnownBlock[] =>
  (viewOf(input.record)?.(input).blocks ?? []).filter(({ type }) => type === 'actions');

const standing = (input: CardInput): readonly KnownBlock[] => {
  const { record, settings } = input;
  const { approval, meta } = record;
  if (meta.stage === 'closed') return [because(record, `It ended as ${meta.outcome ?? 'failed'}.`)];
  const waits = turn(record);
  if (waits) return [section(`It was ${waits}.`)];
  if (approval?.status !== 'PENDING') return [];
  const keeps = meta.kind === 'undo' ? 'everything stays contained' : 'nothing is changed, and on-call is told';
  return [deadline(approval, keeps), votesSoFar(record, settings)];
};

/** One incident in short, with the buttons of its card. They open the same dialogs, and nothing else. */
export const showAnswer = (input: CardInput): Card => {
  const { record } = input;
  const [place] = (record.slack?.copies ?? []).filter(({ revision }) => revision === record.meta.revision);
  return {
    text: `${stateText(record)}: ${safe(headline(record), 120)}`,
    blocks: [
      header(record),
      ...dryRunNotice(record),
      about(input),
      fields(input),
      ...standing(input),
      ...buttons(input),
      ...(input.followedBy === undefined ? [] : [context(`➡️ ${safe(input.followedBy, 300)}`)]),
      ...(place ? [context(`The whole card, with its plan and its thread, is in <#${place.channel}>.`)] : []),
      ids(record),
    ],
  };
};
