/** Calls to the operator API, signed by the console's server; rejects with an error whose message is a sentence for people. */
export interface ConsoleApi {
  readonly get: <T>(path: string) => Promise<T>;
  readonly post: <T>(path: string, body: unknown) => Promise<T>;
}

/** What went wrong, as a sentence. */
export const messageOf = (error: unknown): string =>
  error instanceof Error && error.message !== '' ? error.message : 'The answer could not be read. Please try again.';

const statusOf = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined;

/** The hub said no, in a sentence, rather than failing. */
export const isRefusal = (error: unknown): boolean => {
  const status = statusOf(error);
  return status !== undefined && status >= 400 && status < 500;
};

export const isMissing = (error: unknown): boolean => statusOf(error) === 404;

/** Which field of what was sent is wrong, when the refusal says so. */
export const fieldOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'field' in error && typeof error.field === 'string'
    ? error.field
    : undefined;

export const incidentPath = (incidentId: string, rest = ''): string =>
  `/incidents/${encodeURIComponent(incidentId)}${rest}`;
