import type { Context } from 'hono';
import { OperatorError } from '../../adapters/operator';
import type { Refusal } from '../../incidents/views';

type Status = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 421 | 429 | 500 | 502;
const STATUSES: readonly number[] = [400, 401, 403, 404, 409, 413, 429];

/** Says no in the shape that the operator API has, so that the page knows one kind of refusal. */
export const refuse = (context: Context, status: Status, code: string, message: string, field?: string): Response => {
  const refusal: Refusal = { error: { code, message, ...(field ? { field } : {}) } };
  return context.json(refusal, status);
};

const login = (profile: string | undefined): string =>
  profile ? `aws sso login --profile ${profile}` : 'aws sso login';
const whose = (profile: string | undefined): string =>
  profile ? `the AWS profile “${profile}”` : 'AWS’s default profile';

/** Why the hub was not asked or said no, with what to do about it. Nothing of the cause is repeated: it may name more than people should see. */
const cureFor = (error: OperatorError, profile: string | undefined): string => {
  switch (error.code) {
    case 'no-credentials':
      return `There are no valid credentials for ${whose(profile)}: they are missing or have expired. Run “${login(profile)}”, or renew them the way you got them. The page goes on by itself.`;
    case 'forbidden':
      return `AWS refused the credentials of ${whose(profile)}. If they have expired, run “${login(profile)}”. Otherwise they need execute-api:Invoke on Cordon’s operator API, in the hub’s own account, and this machine’s clock must be right.`;
    case 'unreachable':
      return `${error.message} Nothing was sent twice.`;
    default:
      return error.message;
  }
};

const statusOf = ({ code, status }: OperatorError): Status => {
  if (code === 'no-credentials') return 401;
  return STATUSES.includes(status) ? (status as Status) : 502;
};

/** Any failure of a call to the hub, as a refusal. */
export const refuseFor = (context: Context, error: unknown, profile: string | undefined): Response =>
  error instanceof OperatorError
    ? refuse(context, statusOf(error), error.code, cureFor(error, profile), error.field)
    : refuse(context, 500, 'fault', 'The console’s own server failed. Start it again with “cordon console”.');
