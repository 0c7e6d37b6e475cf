export type RecordErrorCode = 'unknown-incident' | 'not-allowed' | 'contended' | 'too-large' | 'broken-chain';

/** What the record throws on purpose. A refusal that people should read is a return value, not an error. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
  constructor(
    readonly code: RecordErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export const unknownIncident = (incidentId: string): RecordError =>
  new RecordError(
    'unknown-incident',
    `There is no incident ${incidentId}. Check the id: it looks like inc-a1b2c3d4e5-1.`,
  );
