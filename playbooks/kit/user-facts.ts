// What was read about an IAM user. Each part can be missing for a reason of its own: one refused call must not hide the rest.
import type { KeyState } from './iam-user';

export type Part<T> =
  | { readonly status: 'known'; readonly value: T }
  | { readonly status: 'unavailable'; readonly because: string };

/** The value, or undefined when that part could not be read. */
export const part = <T>(read: Part<T>): T | undefined => (read.status === 'known' ? read.value : undefined);

export interface LastUse {
  /** ISO 8601; absent when the key was never used. */
  readonly at?: string;
  readonly service?: string;
  readonly region?: string;
}
export interface UserKey extends KeyState {
  readonly lastUse: Part<LastUse>;
}
export interface Credential {
  readonly id: string;
  readonly status: string;
}

export interface UserFacts {
  readonly kind: 'found';
  readonly userId: string;
  readonly userName: string;
  readonly arn: string;
  /** ISO 8601. */
  readonly createdAt?: string;
  /** ISO 8601; absent when nobody ever signed in with a password. */
  readonly passwordLastUsedAt?: string;
  readonly boundary?: string;
  /** Nothing can be decided without them: they fail the whole fact. */
  readonly keys: readonly UserKey[];
  /** `since` is absent when the user has no password for the console. */
  readonly password: Part<{ readonly since?: string }>;
  readonly mfa: Part<readonly string[]>;
  readonly sshKeys: Part<readonly Credential[]>;
  readonly certificates: Part<readonly Credential[]>;
  readonly serviceCredentials: Part<readonly (Credential & { readonly service: string })[]>;
  readonly groups: Part<readonly { readonly name: string; readonly policies: readonly string[] }[]>;
  /** ARNs of managed policies. */
  readonly attached: Part<readonly string[]>;
  readonly inline: Part<readonly string[]>;
  /** Of the inline policies that are named as Cordon's refusal of older sessions: the instant, if that is all they say. */
  readonly refusals?: Part<readonly { readonly name: string; readonly issuedBefore?: string }[]>;
  readonly tags: Part<Readonly<Record<string, string>>>;
}

export type UserOrGone = UserFacts | { readonly kind: 'gone'; readonly why: string };
