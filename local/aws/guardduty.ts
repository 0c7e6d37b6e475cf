import { Hono } from 'hono';
import * as z from 'zod';
import { AwsError, asAwsError, restJsonError } from './answers';
import type { Caller } from './caller';
import { detectorIdFor, type FindingDetail, type FindingStore } from './finding-store';

const badRequest = (why: string): AwsError =>
  new AwsError(400, 'BadRequestException', `The request is rejected because ${why}`);

const pageSchema = z.coerce.number().int().min(1).max(50).default(50);
const getFindingsSchema = z.strictObject({
  findingIds: z.array(z.string().min(1).max(300)).max(50),
  sortCriteria: z
    .strictObject({ attributeName: z.string().optional(), orderBy: z.enum(['ASC', 'DESC']).optional() })
    .optional(),
});

const parse = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path[0];
  throw badRequest(`the parameter ${String(path ?? 'body')} has an invalid value.`);
};

/** GetFindings gives the additional information as JSON in a string, and nothing beside it. */
const apiForm = (finding: FindingDetail): object => {
  const info: unknown = finding.service?.['additionalInfo'];
  if (typeof info !== 'object' || info === null) return finding;
  const { type: _type, value: _value, ...plain } = info as Readonly<Record<string, unknown>>;
  const additionalInfo = { type: 'default', value: JSON.stringify(plain) };
  return { ...finding, service: { ...finding.service, additionalInfo } };
};

const bodyOf = async (request: Request): Promise<unknown> => {
  try {
    return await request.json();
  } catch {
    throw badRequest('the body is not valid JSON.');
  }
};

/** GuardDuty's REST-JSON calls that the product uses. Every caller sees its own account and Region alone. */
export const guardDuty = (
  store: FindingStore,
  whoCalls: (authorization: string | undefined) => Promise<Caller>,
): Hono<{ Variables: { caller: Caller } }> => {
  const app = new Hono<{ Variables: { caller: Caller } }>();
  app.onError((error, context) => restJsonError(context, asAwsError(error)));
  app.notFound((context) =>
    restJsonError(context, new AwsError(404, 'UnknownOperationException', 'Unknown operation')),
  );
  app.use('/detector/*', async (context, next) => {
    context.set('caller', await whoCalls(context.req.header('authorization')));
    await next();
  });
  app.get('/detector', (context) => {
    const { accountId, region } = context.get('caller');
    parse(z.object({ maxResults: pageSchema }), context.req.query());
    return context.json({ detectorIds: [detectorIdFor(accountId, region)] });
  });
  app.post('/detector/:detectorId/findings/get', async (context) => {
    const { accountId, region } = context.get('caller');
    if (context.req.param('detectorId') !== detectorIdFor(accountId, region)) {
      throw badRequest('the input detectorId is not owned by the current account.');
    }
    const { findingIds } = parse(getFindingsSchema, await bodyOf(context.req.raw));
    const findings = findingIds.flatMap((id) => store.get(accountId, region, id) ?? []);
    return context.json({ findings: findings.map(apiForm) });
  });
  return app;
};
