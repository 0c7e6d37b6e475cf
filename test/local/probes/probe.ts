import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { SFN } from '@aws-sdk/client-sfn';
import type { SQS } from '@aws-sdk/client-sqs';
import type { MemberClients } from '../../../local/seed';
import type { ClientConfig } from '../../../local/stage';

export interface Hub {
  readonly config: ClientConfig;
  readonly lambda: Lambda;
  readonly sfn: SFN;
  readonly sqs: SQS;
  readonly dynamodb: DynamoDB;
}

export interface Member {
  readonly url: string;
  readonly clients: MemberClients;
}

interface Common<T> {
  readonly id: string;
  /** What AWS does, in one sentence. */
  readonly title: string;
  /** Whether the emulator does it as well. Throws count as no. */
  readonly asAws: (place: T) => Promise<boolean>;
}

/** `works`: our tests lean on it, so a no is a regression and fails the run. */
export type Probe<T> = Common<T> &
  (
    | { readonly expected: 'works' }
    /** `gap`: known not to work; `instead` says how the product is proven without it. A yes means that the gap closed. */
    | { readonly expected: 'gap'; readonly instead: string }
  );

export interface Row {
  readonly id: string;
  readonly title: string;
  readonly state: 'works' | 'gap' | 'closed' | 'broken' | 'never';
  readonly ok: boolean;
  readonly instead?: string;
  readonly problem?: string;
}

/** The question could not even be put: nothing is known, which fails the run. */
export class NotAsked extends Error {
  override readonly name = 'NotAsked';
}

const TIMEOUT_MS = 30_000;

const inTime = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    new Promise<T>((_, late) => {
      setTimeout(() => late(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS).unref();
    }),
  ]);

/** Asks the emulator once. */
export const ask = async <T>(probe: Probe<T>, place: T): Promise<Row> => {
  const { id, title } = probe;
  const answer = await inTime(probe.asAws(place)).then(
    (yes) => ({ yes, asked: true, problem: undefined }),
    (error: unknown) => ({ yes: false, asked: !(error instanceof NotAsked), problem: String(error) }),
  );
  if (!answer.asked) return { id, title, state: 'broken', ok: false, problem: answer.problem ?? '' };
  if (probe.expected === 'works') {
    if (answer.yes) return { id, title, state: 'works', ok: true };
    return { id, title, state: 'broken', ok: false, problem: answer.problem ?? 'it answered otherwise' };
  }
  return { id, title, state: answer.yes ? 'closed' : 'gap', ok: true, instead: probe.instead };
};
