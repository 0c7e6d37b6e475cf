import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import type { Credentials } from './operator';

interface Where {
  readonly region: string;
  readonly credentials: Credentials;
}

/** One quota of an account and Region, as Service Quotas tells it. */
export interface Quota {
  readonly name: string;
  readonly code: string;
  readonly value: number;
}

const page = z.object({
  Quotas: z.array(z.object({ QuotaName: z.string(), QuotaCode: z.string(), Value: z.number() })).default([]),
  NextToken: z.string().nullish(),
});
const refusal = z.object({
  __type: z.string().optional(),
  message: z.string().optional(),
  Message: z.string().optional(),
});

const PAGES = 10;

// One read of one service: its whole client would be the heaviest thing that the doctor loads.
const addressIn = (region: string): URL =>
  new URL(
    process.env['AWS_ENDPOINT_URL_SERVICE_QUOTAS'] ??
      process.env['AWS_ENDPOINT_URL'] ??
      `https://servicequotas.${region}.amazonaws.com`,
  );

type Call = 'ListServiceQuotas' | 'ListAWSDefaultServiceQuotas';

const call = async ({ region, credentials }: Where, name: Call, body: object): Promise<unknown> => {
  const address = addressIn(region);
  const signer = new SignatureV4({ service: 'servicequotas', region, credentials, sha256: Sha256 });
  const text = JSON.stringify(body);
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: address.protocol,
    hostname: address.hostname,
    path: '/',
    headers: {
      host: address.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `ServiceQuotasV20190624.${name}`,
    },
    body: text,
  });
  const { host: _host, ...sent } = headers;
  const options = {
    method: 'POST',
    headers: sent,
    body: text,
    signal: AbortSignal.timeout(8_000),
    redirect: 'error',
  } as const;
  const answer = await fetch(new URL('/', address), options);
  const said: unknown = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  const { __type = '', message, Message } = refusal.parse(said);
  throw Object.assign(new Error(message ?? Message ?? `status ${answer.status}`), { name: __type.replace(/^.*#/, '') });
};

const pagesOf = async (where: Where, name: Call, ServiceCode: string): Promise<readonly Quota[]> => {
  const found: Quota[] = [];
  let NextToken: string | undefined;
  for (let pages = 0; pages < PAGES; pages += 1) {
    const { Quotas, NextToken: more } = page.parse(
      await call(where, name, { ServiceCode, MaxResults: 100, ...(NextToken ? { NextToken } : {}) }),
    );
    found.push(
      ...Quotas.map(({ QuotaName, QuotaCode, Value }) => ({ name: QuotaName, code: QuotaCode, value: Value })),
    );
    if (!more) return found;
    NextToken = more;
  }
  return found;
};

/**
 * Every quota of one service, such as `states`: as it is for this account where AWS tells that, and as AWS gives it where not.
 * Throws what AWS answers, by its name.
 */
export const quotasOf = async (where: Where, serviceCode: string): Promise<readonly Quota[]> => {
  const applied = await pagesOf(where, 'ListServiceQuotas', serviceCode);
  const given = await pagesOf(where, 'ListAWSDefaultServiceQuotas', serviceCode);
  const known = new Set(applied.map(({ code }) => code));
  return [...applied, ...given.filter(({ code }) => !known.has(code))];
};
