import * as z from 'zod';
import { CONTROL } from '../incidents/keys';
import { clickSlackTest, refuseTestClick } from '../incidents/slack-test';
import type { SlackApp } from './app';
import type { Click } from './interaction';
import { standingOf } from './standing';
import { readViewState } from './view-state';
import { placeOf } from './where-from';

const pointer = z.strictObject({ n: z.number().int().min(1).max(1_000_000) });

const numberFrom = (value: string | null | undefined): number | undefined => {
  try {
    return pointer.safeParse(JSON.parse(value ?? '')).data?.n;
  } catch {
    return undefined;
  }
};

/** When Slack saw the click; our own time where Slack does not say. */
const seenAt = (app: SlackApp, seconds: string | null | undefined): string => {
  const at = new Date(Number(seconds ?? Number.NaN) * 1000);
  return (Number.isNaN(at.getTime()) ? app.store.now() : at).toISOString();
};

const OVER = 'This button does nothing any more. Ask for a new test with: cordon verify';

/** A click on a test message, held to the rules of every click: a person whom Cordon knows, on a message that Cordon posted. Gives the answer for that person. */
export const onTestClick = async (app: SlackApp, click: Click, action: Click['actions'][number]): Promise<string> => {
  const n = numberFrom(action.value);
  if (n === undefined) return OVER;
  const [standing, view] = await Promise.all([standingOf(app, click), readViewState(app.store.port, CONTROL)]);
  const { c, t } = placeOf(click);
  const ours = view.copies.some(({ channel, ts, revision }) => channel === c && ts === t && revision === n);
  if (!ours) return OVER;
  if (!standing.ok) {
    await refuseTestClick(app.store, n, standing.actor, standing.text);
    return standing.text;
  }
  const at = seenAt(app, action.action_ts);
  const answer = await clickSlackTest(app.store, n, { personId: standing.person.id, at, way: app.way });
  return answer.kind === 'counted' ? '✅ Your click arrived, and Cordon knows you. Nothing was changed.' : answer.text;
};
