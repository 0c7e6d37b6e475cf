import { log, problemOf, type SlackApp } from './app';
import { onClick } from './click';
import { onCommand } from './command';
import { onHomeOpened } from './home';
import { type Arrival, type Click, commandFrom, readEvent, readInteraction } from './interaction';
import { onSubmit } from './submit';

/** What Slack's Socket Mode client hands over. */
export interface Envelope {
  readonly type: string;
  readonly envelope_id: string;
  readonly body: unknown;
  readonly ack: (answer?: Record<string, unknown>) => Promise<void>;
}

const KINDS: Readonly<Record<string, (body: unknown) => Arrival>> = {
  interactive: readInteraction,
  slash_commands: commandFrom,
  events_api: readEvent,
};

/** What the listeners answer, as it goes back in the acknowledgement. */
const answerTo = async (app: SlackApp, arrival: Arrival): Promise<object | undefined> => {
  switch (arrival.kind) {
    case 'interaction':
      return arrival.interaction.type === 'view_submission'
        ? onSubmit(app, arrival.interaction)
        : clicked(app, arrival.interaction);
    case 'command':
      return onCommand(app, arrival.command);
    case 'home':
      return onHomeOpened(app, arrival.opened).then(() => undefined);
    default:
      return undefined;
  }
};

/** Throws when the person saw nothing: without an acknowledgement Slack says itself that the click did not work. */
const clicked = async (app: SlackApp, click: Click): Promise<undefined> => {
  if (!(await onClick(app, click))) throw new Error('the person could not be answered');
  return undefined;
};

const REMEMBERED = 500;

/**
 * Takes what comes over the socket to the very listeners that the HTTP door has, with the same checks of who acts. There is no
 * address that anybody could call, so there is no signature to check: what comes, comes over a connection that we opened to Slack.
 * An envelope that is delivered twice is answered once.
 */
export const envelopeListener = (app: SlackApp): ((envelope: Envelope) => Promise<void>) => {
  const seen = new Set<string>();
  return async (envelope) => {
    const known = seen.has(envelope.envelope_id);
    seen.add(envelope.envelope_id);
    for (const oldest of seen) if (seen.size > REMEMBERED) seen.delete(oldest);
    try {
      const answer = known ? undefined : await answerTo(app, arrivalOf(envelope));
      await envelope.ack(answer ? { ...answer } : undefined);
    } catch (error) {
      log('an envelope could not be answered', { kind: envelope.type, problem: problemOf(error) });
    }
  };
};

const arrivalOf = ({ type, body }: Envelope): Arrival => {
  const arrival = KINDS[type]?.(body) ?? { kind: 'other' };
  if (arrival.kind === 'bad') log('an envelope could not be read', { because: arrival.because });
  return arrival;
};
