import { createHash, randomBytes } from 'node:crypto';

const SECOND = 1000;
/** A code travels in an address, so it lives for moments and works once. */
export const CODE_SECONDS = { page: 60, person: 300 } as const;
/** A working day; then the console is started again. */
const SESSION_SECONDS = 12 * 3600;
/** Tabs of one person on one machine; the oldest go first. */
const MOST = 200;

export interface Sessions {
  /** One use, for `seconds`. */
  readonly newCode: (seconds: number) => string;
  /** A session's token for a code; undefined for one that is unknown, used or too old. */
  readonly exchange: (code: string) => string | undefined;
  readonly holds: (token: string) => boolean;
}

/** Only hashes are kept: looking one up says nothing about how much of a guess was right. */
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64');
export const newSecret = (): string => randomBytes(32).toString('base64url');

const keep = (kept: Map<string, number>, secret: string, until: number): string => {
  for (const old of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST + 1))) kept.delete(old);
  kept.set(hashOf(secret), until);
  return secret;
};

/** Start codes and the sessions they open, in memory alone: they end with the process. */
export const makeSessions = (now: () => number, secret: () => string = newSecret): Sessions => {
  const codes = new Map<string, number>();
  const tokens = new Map<string, number>();
  return {
    newCode: (seconds) => keep(codes, secret(), now() + seconds * SECOND),
    exchange: (code) => {
      const until = codes.get(hashOf(code));
      codes.delete(hashOf(code));
      if (until === undefined || until <= now()) return undefined;
      return keep(tokens, secret(), now() + SESSION_SECONDS * SECOND);
    },
    holds: (token) => (tokens.get(hashOf(token)) ?? 0) > now(),
  };
};
