import { secretWord, type Trigger, type Workspace } from './workspace';

/** Slack's own and fixed: there is no way to make a trigger live longer. */
const TRIGGER_LIFE_MS = 3_000;
const RESPONSE_URL_LIFE_MS = 30 * 60_000;
const RESPONSE_URL_USES = 5;

/** A trigger id in Slack's shape: two numbers and a secret. */
export const makeTrigger = (workspace: Workspace, user: string, viewId?: string): string => {
  const madeAt = workspace.now().getTime();
  const id = `${madeAt}.${workspace.triggers.size + 1}.${secretWord()}`;
  workspace.triggers.set(id, { user, madeAt, viewId, used: false });
  return id;
};

/** Exchanges a trigger for its person, once, within three seconds. */
export const exchangeTrigger = (
  workspace: Workspace,
  id: string,
): { readonly ok: true; readonly trigger: Trigger } | { readonly ok: false; readonly error: string } => {
  const trigger = workspace.triggers.get(id);
  if (!trigger) return { ok: false, error: 'invalid_trigger_id' };
  if (trigger.used) return { ok: false, error: 'exchanged_trigger_id' };
  if (workspace.now().getTime() - trigger.madeAt > TRIGGER_LIFE_MS) return { ok: false, error: 'expired_trigger_id' };
  trigger.used = true;
  return { ok: true, trigger };
};

export const makeResponseUrl = (
  workspace: Workspace,
  made: { readonly user: string; readonly channel: string; readonly messageTs?: string },
): string => {
  const id = secretWord();
  workspace.responseUrls.set(id, { ...made, madeAt: workspace.now().getTime(), uses: 0 });
  return `${workspace.url}/actions/${workspace.options.teamId}/${id}`;
};

/** Takes one of the five uses that a response_url has in thirty minutes. */
export const useResponseUrl = (workspace: Workspace, id: string) => {
  const known = workspace.responseUrls.get(id);
  if (!known) return { ok: false, error: 'invalid_url' } as const;
  if (workspace.now().getTime() - known.madeAt > RESPONSE_URL_LIFE_MS)
    return { ok: false, error: 'expired_url' } as const;
  if (known.uses >= RESPONSE_URL_USES) return { ok: false, error: 'used_url' } as const;
  known.uses += 1;
  return { ok: true, use: known } as const;
};
