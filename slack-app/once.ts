/** How long a warm environment goes on with what it read: a secret that somebody puts in counts within a minute. */
const MAX_AGE_MS = 60_000;

/**
 * Makes something once per warm environment, and anew when it is older than a minute. A failure is not kept: the next call tries
 * again, and what was made before serves on meanwhile.
 */
export const once = <T>(make: () => Promise<T>, now: () => number = Date.now): (() => Promise<T>) => {
  let made: { readonly thing: Promise<T>; readonly at: number } | undefined;
  return () => {
    if (made && now() - made.at < MAX_AGE_MS) return made.thing;
    const before = made?.thing;
    const orBefore = (error: unknown): T | Promise<T> => {
      if (before) return before;
      throw error;
    };
    const fresh = { thing: make().catch(orBefore), at: now() };
    made = fresh;
    fresh.thing.catch(() => {
      if (made === fresh) made = undefined;
    });
    return fresh.thing;
  };
};
