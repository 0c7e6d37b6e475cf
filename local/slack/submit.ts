import * as z from 'zod';
import { checkView } from './check-blocks';
import { personOf } from './click';
import { deliver } from './delivery';
import { type FormValues, fillIn } from './form';
import { viewClosed, viewSubmission } from './payloads';
import type { Delivery, DeliveryFault, OpenView } from './types';
import { changeView, clearViews, closeView, refuseForm, showView, stackOf } from './views';
import { chosenIn, type Workspace } from './workspace';

export interface Submit {
  readonly user: string;
  readonly viewId: string;
  readonly values?: FormValues | undefined;
  readonly fault?: DeliveryFault | undefined;
}

export interface SubmitResult {
  /** `invalid`: Slack's own client refused the form and sent nothing. `failed`: the person saw an error and still has the form. */
  readonly outcome: 'invalid' | 'errors' | 'closed' | 'updated' | 'pushed' | 'cleared' | 'failed';
  readonly errors?: Readonly<Record<string, string>> | undefined;
  /** The view that the person sees after an update or a push. */
  readonly viewId?: string | undefined;
  readonly deliveries: readonly Delivery[];
}

const responseSchema = z.discriminatedUnion('response_action', [
  z.strictObject({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string().min(1)) }),
  z.strictObject({ response_action: z.literal('update'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('push'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('clear') }),
]);

const MOST_VIEWS = 3;

type Outcome = Omit<SubmitResult, 'deliveries'>;

const fail = (workspace: Workspace, user: string, text: string): Outcome => {
  workspace.record({ what: 'toast', user, text: `That didn't work: ${text}.` });
  return { outcome: 'failed' };
};

const readResponse = (answer: string) => {
  try {
    return responseSchema.safeParse(JSON.parse(answer));
  } catch {
    return undefined;
  }
};

const showErrors = (workspace: Workspace, shown: OpenView, errors: Readonly<Record<string, string>>): Outcome => {
  const inputs = shown.view.blocks.flatMap((block) => (block.type === 'input' ? [block.block_id] : []));
  const stray = Object.keys(errors).find((id) => !inputs.includes(id));
  if (stray !== undefined)
    return fail(workspace, shown.user, `the app answered an error for "${stray}", which is no input of this view`);
  refuseForm(workspace, shown, errors);
  return { outcome: 'errors', errors };
};

const showNext = (workspace: Workspace, shown: OpenView, action: 'update' | 'push', view: unknown): Outcome => {
  const checked = checkView(view, () => workspace.nextId('k'));
  if (!checked.ok)
    return fail(
      workspace,
      shown.user,
      `the app answered a view that Slack refuses: ${[checked.error, ...checked.messages].join('; ')}`,
    );
  if (action === 'update') return { outcome: 'updated', viewId: changeView(workspace, shown, checked.value).id };
  if (stackOf(workspace, shown.user).length >= MOST_VIEWS)
    return fail(workspace, shown.user, `more than ${MOST_VIEWS} views on top of each other`);
  return { outcome: 'pushed', viewId: showView(workspace, shown.user, checked.value, shown).id };
};

/** What the app's answer does to the modal: nothing in it closes it, anything that is not a response_action is an error. */
const follow = (workspace: Workspace, shown: OpenView, answer: string): Outcome => {
  if (answer.trim() === '') {
    closeView(workspace, shown, 'submitted');
    return { outcome: 'closed' };
  }
  const response = readResponse(answer);
  if (!response?.success) return fail(workspace, shown.user, 'the app answered something that is no response_action');
  switch (response.data.response_action) {
    case 'errors':
      return showErrors(workspace, shown, response.data.errors);
    case 'clear':
      clearViews(workspace, shown.user, 'cleared');
      return { outcome: 'cleared' };
    default:
      return showNext(workspace, shown, response.data.response_action, response.data.view);
  }
};

const onTop = (workspace: Workspace, user: string, viewId: string): OpenView => {
  const top = stackOf(workspace, user).at(-1);
  if (top?.id !== viewId)
    throw new Error(`${user} does not see view ${viewId}${top ? ` but ${top.id}` : ': no view is open'}.`);
  return top;
};

/**
 * A person sends off the modal on top.
 * @throws Error when the person does not see that view, it has no submit button, or a value names no input of it
 */
export const submitView = async (workspace: Workspace, submit: Submit): Promise<SubmitResult> => {
  const person = personOf(workspace, submit.user);
  const shown = onTop(workspace, person.id, submit.viewId);
  if (!shown.view.submit) throw new Error(`View ${shown.id} has no submit button.`);
  const chosen = chosenIn(workspace, person.id, shown.id);
  const filled = fillIn(shown.view, { values: submit.values ?? {}, chosen }, workspace);
  workspace.record({ what: 'acted', user: person.id, act: 'submit', on: shown.id });
  if (!filled.ok) {
    refuseForm(workspace, shown, filled.errors);
    return { outcome: 'invalid', errors: filled.errors, deliveries: [] };
  }
  const payload = viewSubmission(workspace, person, shown, filled.values);
  const what = { kind: 'view_submission', user: person.id, payload, as: 'payload' } as const;
  const deliveries = await deliver(workspace, what, submit.fault);
  const first = deliveries[0];
  // The app may have changed the view while it worked on the submission.
  const now = workspace.views.get(shown.id) ?? shown;
  if (first.problem !== undefined) return { outcome: 'failed', deliveries };
  return now.open ? { ...follow(workspace, now, first.answer ?? ''), deliveries } : { outcome: 'closed', deliveries };
};

export interface Close {
  readonly user: string;
  readonly viewId: string;
  /** The cross in the corner: closes what lies below as well. */
  readonly all?: boolean | undefined;
}

/** A person closes the modal on top; the app hears of it only if the view asked for it. */
export const closeTopView = async (workspace: Workspace, close: Close): Promise<readonly Delivery[]> => {
  const person = personOf(workspace, close.user);
  const shown = onTop(workspace, person.id, close.viewId);
  workspace.record({ what: 'acted', user: person.id, act: 'close', on: shown.id });
  const cleared = close.all === true || shown.view.clear_on_close === true;
  if (cleared) clearViews(workspace, person.id, 'closed');
  else closeView(workspace, shown, 'closed');
  if (!shown.view.notify_on_close) return [];
  const payload = viewClosed(workspace, person, shown, cleared);
  return deliver(workspace, { kind: 'view_closed', user: person.id, payload, as: 'payload' });
};
