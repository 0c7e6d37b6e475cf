import type { SlackTestView } from '../incidents/views';

/** What is wrong, and what to do about it, the likeliest first. */
export interface Trouble {
  readonly found: string;
  readonly cure: readonly string[];
}

const TOKEN =
  'Put the bot token of the installed app into the secret cordon/slack: docs/slack.md. Then: cordon doctor --aws';
const INVITE = 'Invite the app in that channel: /invite @Cordon';

/** Slack's own words for why it does not take a message, each with its cure. */
const CURES: Readonly<Record<string, readonly string[]>> = {
  not_in_channel: [INVITE],
  channel_not_found: [
    `${INVITE}, if it is a private one`,
    'Compare the channel’s id with slack.channels in the configuration, and deploy the hub again',
  ],
  is_archived: ['Name another channel in slack.channels of the configuration, and deploy the hub again'],
  channel_is_shared: [
    'The channel is shared with another organisation, where Cordon does not post: take one that is yours alone',
  ],
  restricted_action: ['A rule of the workspace keeps apps from posting there: allow it, or take another channel'],
  missing_scope: [
    'Install the app again from its manifest, which asks for every scope: cordon slack manifest. Then put the new token into the secret',
  ],
  invalid_auth: [TOKEN],
  not_authed: [TOKEN],
  account_inactive: ['The app was removed from the workspace: install it again, and put the new token into the secret'],
  token_revoked: ['The token was revoked: install the app again, and put the new token into the secret'],
  token_expired: ['Turn token rotation off for the app, install it again, and put the new token into the secret'],
};

const AWAY = ['not reached', 'no answer'];

/** Slack has said no to this message: waiting longer brings nothing. */
export const refusedBySlack = ({ problem, shownAt }: SlackTestView): boolean =>
  problem !== undefined && !shownAt && !isPassing(problem);

const isPassing = (problem: string): boolean =>
  AWAY.includes(problem) || /^status 5|^ratelimited$|_error$|timeout/.test(problem);

/** The message never stood in Slack. */
export const notPosted = ({ problem, channel }: SlackTestView, seconds: number): Trouble => {
  if (problem === undefined)
    return {
      found: `No message stood in ${channel} within ${seconds} s, and Slack was not even asked`,
      cure: [
        'Look at the log of cordon-slack-post: it says when the secret cordon/slack cannot be read',
        'Look whether changes are parked: cordon redrive',
      ],
    };
  if (isPassing(problem))
    return {
      found: `Slack gave the hub no good answer (${problem})`,
      cure: [
        'Look at https://slack-status.com, and at the way out of the hub account; what waits is posted as soon as Slack answers',
      ],
    };
  const cure = CURES[problem] ?? ['Look the word up under https://docs.slack.dev/reference/methods/chat.postMessage'];
  return { found: `Slack does not take the message for ${channel}: ${problem}`, cure };
};

/** The message stands, and no click came through. */
export const notClicked = ({ channel, refused }: SlackTestView, seconds: number): Trouble => {
  if (refused)
    return {
      found: `${refused.who} clicked and was turned away: ${refused.text}`,
      cure: [
        'Add this person’s Slack id to people in the configuration and deploy the hub again, or let somebody click who is in it',
      ],
    };
  return {
    found: `The message stands in ${channel}, but no click came through within ${seconds} s`,
    cure: [
      'If nobody clicked: click, and run it again',
      'If Slack showed a warning sign beside the button: set Interactivity → Request URL of the app to the hub stack’s output SlackUrl (cordon slack manifest --url …)',
      'If the log of cordon-slack-receive says “the signature does not fit”: put the app’s signing secret into cordon/slack',
      'With Socket Mode: keep cordon slack --socket running; without it, turn Socket Mode off in the app, or no click is sent to the address',
    ],
  };
};
