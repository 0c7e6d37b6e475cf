import { itemOf } from './items';
import { CONTROL, pauseKey } from './keys';
import { nameOf } from './policy';
import { type Store, transact } from './store';

/** The kill switch: while `paused`, no step changes anything. */
export interface Pause {
  readonly paused: boolean;
  readonly reason: string;
  /** A person's id, or where it was thrown. */
  readonly by: string;
  readonly at: string;
}

export const readPause = async (store: Store): Promise<Pause> => {
  const item = await store.port.get(pauseKey);
  if (!item) return { paused: false, reason: 'never paused', by: 'cordon', at: '' };
  // Anything but a plain `false` counts as paused: an unreadable switch stops changes.
  return {
    paused: item['paused'] !== false,
    reason: String(item['reason']),
    by: String(item['by']),
    at: String(item['at']),
  };
};

/** Throws the switch, with a row in the hub's own chain. */
export const setPause = (
  store: Store,
  asked: { readonly paused: boolean; readonly reason: string; readonly by: string },
): Promise<Pause> =>
  transact(store, [CONTROL], (_records, at) => {
    const pause: Pause = { paused: asked.paused, reason: asked.reason, by: asked.by, at };
    const what = asked.paused ? 'All changes are paused' : 'Changes are allowed again';
    const row = {
      event: asked.paused ? 'hub.paused' : 'hub.resumed',
      actor: asked.by,
      text: `${what}, by ${nameOf(store.settings, asked.by)}: ${asked.reason}`,
      page: true,
    };
    return { result: pause, write: [{ kind: 'put', item: itemOf(pauseKey, pause) }], rows: { [CONTROL]: [row] } };
  });
