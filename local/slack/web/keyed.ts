export interface Keyed<T> {
  readonly key: string;
  readonly item: T;
}

/** Items under the number of their place: for lists that are drawn whole and never change order. */
export const keyed = <T>(items: readonly T[]): readonly Keyed<T>[] =>
  items.map((item, place) => ({ key: String(place), item }));
