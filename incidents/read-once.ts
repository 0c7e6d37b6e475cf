import { itemName } from './keys';
import type { Item, Key } from './port';
import type { Store } from './store';

/** Items of the record, each read at most once. */
export interface Reader {
  /** Reads what was not read yet, and what may be wanted next as long as that costs no call of its own. */
  readonly read: (keys: readonly Key[], likely?: readonly Key[]) => Promise<void>;
  /** What was read; nothing where there is no item. */
  readonly get: (key: Key) => Item | undefined;
}

/** Keys of one call. */
const AT_ONCE = 100;

export const readOnce = (store: Store): Reader => {
  const known = new Map<string, Item | undefined>();
  const unread = (keys: readonly Key[]): readonly Key[] => {
    const distinct = new Map(keys.map((key) => [itemName(key), key]));
    return [...distinct].filter(([name]) => !known.has(name)).map(([, key]) => key);
  };
  const readPart = async (keys: readonly Key[]): Promise<void> => {
    const items = await store.port.getAll(keys);
    for (const key of keys) known.set(itemName(key), undefined);
    for (const item of items) known.set(itemName(item), item);
  };
  return {
    get: (key) => known.get(itemName(key)),
    read: async (keys, likely = []) => {
      const [wanted, all] = [unread(keys), unread([...keys, ...likely])];
      const next = wanted.length > 0 && all.length <= AT_ONCE ? all : wanted;
      for (let from = 0; from < next.length; from += AT_ONCE) await readPart(next.slice(from, from + AT_ONCE));
    },
  };
};
