export type PlaybookErrorCode = 'target-gone' | 'cannot-contain' | 'already-contained' | 'not-effective' | 'bad-input';

/** Every error that an action or a fact throws on purpose. `message` is written for the person who reads the card. */
export class PlaybookError extends Error {
  override readonly name = 'PlaybookError';
  constructor(
    readonly code: PlaybookErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
export const targetGone = (what: string, cause?: unknown): PlaybookError =>
  new PlaybookError('target-gone', what, { cause });
export const cannotContain = (why: string, cause?: unknown): PlaybookError =>
  new PlaybookError('cannot-contain', why, { cause });

/** The error name that the SDK gives (`NoSuchEntityException`, `InvalidInstanceID.NotFound`), or ''. */
export const awsErrorName = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'name' in error && typeof error.name === 'string' ? error.name : '';
