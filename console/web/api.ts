import type { Refusal } from '../../incidents/views';
import type { ConsoleApi } from './incident/api';
import type { Session } from './session';

/** A refusal, or why there was no answer; `message` is a sentence for people. `status` is 0 without an answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}

const GONE = 'The console’s server on this machine is not there any more. Start it again with “cordon console”.';

const refusalIn = (said: unknown): Refusal['error'] | undefined =>
  typeof said === 'object' && said !== null && 'error' in said ? (said as Refusal).error : undefined;

const failure = async (answer: Response): Promise<ApiError> => {
  const error = refusalIn(await answer.json().catch(() => undefined));
  return error
    ? new ApiError(answer.status, error.code, error.message, error.field)
    : new ApiError(answer.status, 'fault', `The answer could not be read (HTTP ${answer.status}).`);
};

/** The operator API as the chosen profile, through this machine's server. `onEnd` is told when the session is over. */
export const makeApi = (session: Session, profile: string | undefined, onEnd: () => void): ConsoleApi => {
  const call = async <T>(path: string, init: RequestInit): Promise<T> => {
    const headers = {
      authorization: `Bearer ${session.token}`,
      ...(profile === undefined ? {} : { 'x-cordon-profile': profile }),
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const answer = await fetch(`/api${path}`, { ...init, headers }).catch(() => {
      throw new ApiError(0, 'gone', GONE);
    });
    if (answer.ok) return (await answer.json()) as T;
    const error = await failure(answer);
    if (error.code === 'no-session') onEnd();
    throw error;
  };
  return {
    get: (path) => call(path, { method: 'GET' }),
    post: (path, body) => call(path, { method: 'POST', body: JSON.stringify(body) }),
  };
};
