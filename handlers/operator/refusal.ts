import type { Refusal } from '../../incidents/views';

/** A no that the person is told: the status, what is wrong, and what to do instead. Anything else that is thrown is a fault of ours. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly status: 400 | 403 | 404 | 409,
    readonly code: string,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }

  body(): Refusal {
    const { code, field, message } = this;
    return { error: { code, ...(field ? { field } : {}), message } };
  }
}

export const wrong = (field: string, message: string): Refused => new Refused(400, 'bad-input', message, field);

export const noIncident = (incidentId: string): Refused =>
  new Refused(
    404,
    'unknown-incident',
    `There is no incident ${incidentId}. Check the id: it looks like inc-a1b2c3d4e5-1.`,
  );

/** The record's own codes, as a door of HTTP says them. */
const STATUS: Readonly<Record<string, 400 | 403 | 404>> = {
  'unknown-incident': 404,
  'unknown-person': 403,
  'not-eligible': 403,
  'reason-needed': 400,
};

/** What the record refused, in its own words. Whatever is not about the person or the input is about how things stand now. */
export const fromRecord = ({ code, text }: { readonly code: string; readonly text: string }): Refused =>
  new Refused(STATUS[code] ?? 409, code, text, code === 'reason-needed' ? 'reason' : undefined);
