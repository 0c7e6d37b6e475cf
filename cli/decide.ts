import { Command } from 'commander';
import type { Decided } from '../incidents/decide';
import type { IncidentView } from '../incidents/views';
import { confirmed, reasonFrom, typedFrom } from './ask';
import { CliError, EXIT } from './exit';
import { pathOf } from './follow';
import { type Hub, type HubOptions, openHub, withHub } from './hub';
import { factLines, planLines } from './plan-lines';
import { list, paint, printJson } from './style';

interface DecideOptions extends HubOptions {
  readonly approve?: boolean;
  readonly deny?: boolean;
  readonly reason?: string;
  readonly plan?: string;
  readonly typed?: string;
  readonly yes?: boolean;
}

interface Rechecked {
  readonly ok: boolean;
  readonly stale: readonly string[];
  readonly changed: readonly string[];
}

const voteFrom = ({ approve, deny }: DecideOptions): 'approve' | 'deny' => {
  if (approve === deny) throw new CliError(EXIT.input, 'give exactly one of them', '--approve or --deny');
  return approve ? 'approve' : 'deny';
};

/** The plan that the caller has seen, when nobody is there to read it now. */
const sameplan = (view: IncidentView, digest: string | undefined): void => {
  const now = view.request?.digest ?? '';
  if (digest === undefined || (digest.length >= 8 && now.startsWith(digest))) return;
  throw new CliError(
    EXIT.refused,
    `The plan is another now: ${now.slice(0, 8)}, not ${digest}. Look again: cordon show ${view.incidentId}`,
  );
};

const lookAgain = async (hub: Hub, incidentId: string): Promise<IncidentView> => {
  const checked = await hub.post<Rechecked>(`${pathOf(incidentId)}/recheck`, {});
  for (const line of list('Changed since the plan was made, and covered by it', checked.changed)) console.error(line);
  for (const line of list('Plan changed, votes cleared', checked.stale)) console.error(line);
  if (checked.stale.length === 0 && checked.changed.length === 0)
    console.error(paint('green', '✓ The world is as the plan says.'));
  return hub.get<IncidentView>(pathOf(incidentId));
};

const WORDS = { APPROVED: 'approved', DENIED: 'denied', EXPIRED: 'expired', WITHDRAWN: 'withdrawn' } as const;

const said = (answer: Decided): string => {
  if (answer.kind === 'voted') return `Your approval counts: ${answer.approvals} of ${answer.needed}.`;
  return answer.kind === 'decided' ? `The request is ${WORDS[answer.status]}.` : answer.text;
};

const decide = async (incidentId: string, options: DecideOptions): Promise<void> => {
  const vote = voteFrom(options);
  const hub = await openHub(options);
  const view = vote === 'approve' ? await lookAgain(hub, incidentId) : await hub.get<IncidentView>(pathOf(incidentId));
  const { plan, request } = view;
  if (!plan || request?.status !== 'PENDING')
    throw new CliError(EXIT.refused, `${incidentId} waits for no decision: ${view.sentence}`);
  sameplan(view, options.plan);
  for (const line of [...planLines(plan), ...factLines(plan.facts)]) console.error(line);
  const reason = vote === 'deny' ? await reasonFrom(options.reason) : (options.reason ?? '');
  const typed =
    vote === 'approve' && plan.risk === 'destructive' ? { typed: await typedFrom(options.typed, plan.target.id) } : {};
  await confirmed(
    `${vote === 'approve' ? 'Approve' : 'Deny'} “${plan.headline}” (plan ${request.digest.slice(0, 8)})?`,
    options.yes === true && options.plan !== undefined,
  );
  const answer = await hub.post<Decided>(`${pathOf(incidentId)}/decision`, {
    revision: request.revision,
    vote,
    reason,
    ...typed,
  });
  if (options.json) printJson(answer);
  else console.log(said(answer));
};

const HELP = `
Examples:
  cordon decide inc-a1b2c3d4e5-1 --approve --reason "matches the beacon"
  cordon decide inc-a1b2c3d4e5-1 --deny --reason "planned penetration test"
  cordon decide inc-a1b2c3d4e5-1 --approve --plan 3f9c01ab --yes      without a terminal: names the plan that was read

The account is looked at again first. The same rules hold as for a click in Slack.`;

export const decideCommand = (): Command =>
  withHub(new Command('decide').description('Approves or denies exactly the plan that is shown.'))
    .argument('<incident>', 'its id, such as inc-a1b2c3d4e5-1')
    .option('--approve', 'let it be done')
    .option('--deny', 'nothing is changed')
    .option('--reason <text>', 'why; a denial needs it')
    .option('--plan <digest>', 'the plan that you have read, at least 8 characters: refused when it is another by now')
    .option('--typed <text>', 'last four characters of the target, for what cannot be taken back')
    .option('--yes', 'do not ask; needs --plan')
    .addHelpText('after', HELP)
    .action(decide);
