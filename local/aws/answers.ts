import type { Context } from 'hono';

/** An error as AWS answers it. `code` is the name that the SDK gives the exception. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  constructor(
    readonly status: 400 | 403 | 404 | 500,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const requestId = (): string => crypto.randomUUID();

/** REST-JSON services name the error in a header. */
export const restJsonError = (context: Context, error: AwsError): Response =>
  context.json({ __type: error.code, message: error.message }, error.status, {
    'x-amzn-errortype': error.code,
    'x-amzn-requestid': requestId(),
  });

/** JSON 1.1 services name it in the body. */
export const json11 = (context: Context, body: object, status: 200 | AwsError['status'] = 200): Response =>
  context.body(JSON.stringify(body), status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': requestId(),
  });

export const asAwsError = (error: unknown): AwsError =>
  error instanceof AwsError ? error : new AwsError(500, 'InternalServerErrorException', String(error));
