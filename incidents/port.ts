import type { Json } from '../playbooks/kit/json';

/** One item of the table. Attributes are plain JSON; `undefined` attributes are not stored. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}
export type Item = Key & { readonly [attribute: string]: Json };

/** All parts must hold. `absent`: no such item (with `equals` beside it: either absent, or equal, is NOT meant: use two calls). */
export interface Condition {
  readonly absent?: true;
  readonly exists?: true;
  readonly equals?: Readonly<Record<string, Json>>;
  /** attribute missing, or < value (strings compare by code point, numbers by size). */
  readonly missingOrBelow?: Readonly<Record<string, number | string>>;
  readonly missing?: readonly string[];
}

/** Nothing of the record is ever deleted. */
export type Operation =
  | { readonly kind: 'put'; readonly item: Item; readonly when?: Condition }
  | {
      readonly kind: 'update';
      readonly key: Key;
      readonly set?: Readonly<Record<string, Json | undefined>>;
      readonly add?: Readonly<Record<string, number>>;
      readonly remove?: readonly string[];
      readonly when?: Condition;
    };

export type Written =
  | { readonly ok: true }
  /** Positions of the operations whose condition did not hold; empty when another transaction was in the way. */
  | { readonly ok: false; readonly failed: readonly number[] };

/** The last item of the page before: the next one starts behind it. */
export interface Before extends Key {
  readonly openedAt: string;
}

/** The table as the record needs it. Reads are consistent; `write` is all or nothing. Throttling and faults throw. */
export interface RecordPort {
  readonly get: (key: Key) => Promise<Item | undefined>;
  /** Those of these items that are there, in no order. At most 100 keys, each once. */
  readonly getAll: (keys: readonly Key[]) => Promise<readonly Item[]>;
  /** Every item of the partition whose sk starts with `prefix`, in sk order. */
  readonly list: (pk: string, prefix?: string) => Promise<readonly Item[]>;
  /** At most 100 operations. */
  readonly write: (operations: readonly Operation[]) => Promise<Written>;
  /** Items with `queue` = name and `due` ≤ upTo, by the index `by-due`; eventually consistent. */
  readonly due: (queue: string, upTo: string) => Promise<readonly Item[]>;
  /** At most `limit` items with `month` = name, newest `openedAt` first, by the index `by-month`; eventually consistent. */
  readonly month: (month: string, limit: number, before?: Before) => Promise<readonly Item[]>;
}
