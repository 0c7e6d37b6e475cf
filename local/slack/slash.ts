import { LIMITS } from './block-kit';
import { addMessage, readContent } from './chat-methods';
import { personOf } from './click';
import { deliver } from './delivery';
import { refused, usable } from './method';
import { slashCommand } from './payloads';
import { parseBody } from './request-body';
import type { Delivery, DeliveryFault } from './types';
import type { Workspace } from './workspace';

export interface Slash {
  readonly user: string;
  readonly channel: string;
  readonly command: string;
  readonly text?: string | undefined;
  readonly fault?: DeliveryFault | undefined;
}

export interface SlashResult {
  /** `unknown`: the app has no such command, and nothing was sent. */
  readonly outcome: 'delivered' | 'failed' | 'unknown';
  readonly deliveries: readonly Delivery[];
  /** What the person was shown instead of an answer. */
  readonly problem?: string | undefined;
}

const tell = (workspace: Workspace, user: string, text: string): void =>
  workspace.record({ what: 'toast', user, text });

/** The answer's arguments: a JSON object, or plain text. */
const argumentsOf = (answer: string) => {
  if (!answer.trimStart().startsWith('{')) return { text: answer };
  const parsed = parseBody('application/json', answer);
  return parsed.ok ? parsed.args : { text: answer };
};

/** Shows what the app answered to a command: to the person alone unless it says `in_channel`. @returns what Slack refuses about it */
const showAnswer = (workspace: Workspace, slash: Slash, answer: string): string | undefined => {
  if (answer.trim() === '') return undefined;
  const args = argumentsOf(answer);
  const content = readContent(workspace, args, LIMITS.postText);
  if ('ok' in content) return [content.error, ...(content.messages ?? [])].join('; ');
  const open = args['response_type'] === 'in_channel';
  if (open && refused(usable(workspace, slash.channel, 'write'))) return 'the app cannot write in this channel';
  addMessage(workspace, {
    channel: slash.channel,
    user: workspace.botUserId,
    text: content.text,
    blocks: content.blocks ?? [],
    broadcast: false,
    ...(!open && { onlyFor: slash.user }),
  });
  return undefined;
};

const fail = (workspace: Workspace, slash: Slash, deliveries: readonly Delivery[], why: string): SlashResult => {
  const problem = `${slash.command} failed: ${why}.`;
  tell(workspace, slash.user, problem);
  return { outcome: 'failed', deliveries, problem };
};

const isKnown = ({ options }: Workspace, command: string): boolean =>
  options.commands === undefined || options.commands.some((known) => known.command === command);

/**
 * A person types a slash command. Its answer is shown to that person alone, unless the app says otherwise.
 * @throws Error when there is no such person, or the channel takes no messages
 */
export const typeSlash = async (workspace: Workspace, slash: Slash): Promise<SlashResult> => {
  const person = personOf(workspace, slash.user);
  const act = `${slash.command} ${slash.text ?? ''}`.trim();
  workspace.record({ what: 'acted', user: person.id, act, on: slash.channel });
  if (!isKnown(workspace, slash.command)) {
    const problem = `${slash.command} is not a valid command.`;
    tell(workspace, person.id, problem);
    return { outcome: 'unknown', deliveries: [], problem };
  }
  const payload = slashCommand(workspace, person, {
    command: slash.command,
    text: slash.text ?? '',
    channel: slash.channel,
  });
  const what = { kind: 'slash_command', user: person.id, payload, as: 'form' } as const;
  const deliveries = await deliver(workspace, what, slash.fault);
  const first = deliveries[0];
  if (first.problem !== undefined) return { outcome: 'failed', deliveries, problem: first.problem };
  const refusal = showAnswer(workspace, slash, first.answer ?? '');
  return refusal === undefined
    ? { outcome: 'delivered', deliveries }
    : fail(workspace, slash, deliveries, `the app answered what Slack refuses: ${refusal}`);
};
