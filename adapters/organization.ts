import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import type { Credentials } from './operator';

/** The accounts of an organisation and where each lies: what `cordon accounts` prints. */
export interface OrganizationList {
  readonly organizationId: string;
  readonly managementAccount: string;
  /** ISO 8601, UTC. */
  readonly listedAt: string;
  /** `path`: root first, then unit by unit down to the one that the account lies in. */
  readonly accounts: readonly { readonly id: string; readonly name: string; readonly path: readonly string[] }[];
}

/** AWS Organizations could not be asked, or said no. `code` is the service's own, or `no-credentials`, `unreachable`. */
export class OrganizationError extends Error {
  override readonly name = 'OrganizationError';
  constructor(
    readonly code: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export interface OrganizationOptions {
  readonly credentials: Credentials;
  /** The service has one Region per partition. Default: us-east-1, that of most accounts. */
  readonly region?: string;
  /** Unset on AWS. */
  readonly endpoint?: string | undefined;
  readonly now: () => Date;
}

const TARGET = 'AWSOrganizationsV20161128';
const PATIENCE_MS = 30_000;
/** Organizations allows a handful of calls a second; a large organisation takes many. */
const TRIES = 6;
const BETWEEN_MS = 400;

const named = z.object({ Id: z.string() });
const account = named.extend({ Name: z.string(), Status: z.string() });
const organization = z.object({ Organization: named.extend({ MasterAccountId: z.string() }) });

type Call = (name: string, input: object) => Promise<unknown>;
type Account = OrganizationList['accounts'][number];

/**
 * Lists every active account with the units above it. Reads only: DescribeOrganization, ListRoots,
 * ListOrganizationalUnitsForParent and ListAccountsForParent, which the managing account and delegated administrators may call.
 * Throws OrganizationError.
 */
export const listOrganization = async (options: OrganizationOptions): Promise<OrganizationList> => {
  const call = caller(options);
  const { Organization } = organization.parse(await call('DescribeOrganization', {}));
  const roots = await all(call, 'ListRoots', {}, 'Roots', named);
  const found: Account[] = [];
  for (const root of roots) found.push(...(await below(call, [root.Id])));
  return {
    organizationId: Organization.Id,
    managementAccount: Organization.MasterAccountId,
    listedAt: options.now().toISOString(),
    accounts: found.sort((a, b) => a.id.localeCompare(b.id)),
  };
};

/** One after the other: the service is slow to allow more, and nobody waits for this list. */
const below = async (call: Call, path: readonly string[]): Promise<readonly Account[]> => {
  const parent = { ParentId: path.at(-1) };
  const here = await all(call, 'ListAccountsForParent', parent, 'Accounts', account);
  const found: Account[] = here
    .filter(({ Status }) => Status === 'ACTIVE')
    .map(({ Id, Name }) => ({ id: Id, name: Name, path }));
  for (const unit of await all(call, 'ListOrganizationalUnitsForParent', parent, 'OrganizationalUnits', named))
    found.push(...(await below(call, [...path, unit.Id])));
  return found;
};

const all = async <T>(call: Call, name: string, input: object, member: string, item: z.ZodType<T>): Promise<T[]> => {
  const page = z.object({ [member]: z.array(item).default([]), NextToken: z.string().nullish() });
  const found: T[] = [];
  let next: string | undefined;
  do {
    const answer = page.parse(await call(name, { ...input, ...(next ? { NextToken: next } : {}) }));
    found.push(...((answer[member] ?? []) as T[]));
    next = (answer['NextToken'] as string | null | undefined) ?? undefined;
  } while (next);
  return found;
};

const caller = ({ credentials, region = 'us-east-1', endpoint }: OrganizationOptions): Call => {
  const signer = new SignatureV4({ service: 'organizations', region, credentials, sha256: Sha256 });
  const address = new URL(
    endpoint ?? `https://organizations.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`,
  );
  return async (name, input) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await send(signer, address, name, JSON.stringify(input));
      const body: unknown = await answer.json().catch(() => ({}));
      if (answer.ok) return body;
      const refused = refusalOf(name, answer.status, body);
      if (tries === TRIES || !/TooManyRequests|Throttl|Unavailable/.test(refused.code)) throw refused;
      await new Promise((done) => setTimeout(done, BETWEEN_MS * 2 ** (tries - 1)));
    }
  };
};

const refusal = z.object({
  __type: z.string().default('Unavailable'),
  Message: z.string().optional(),
  message: z.string().optional(),
});

const refusalOf = (name: string, status: number, body: unknown): OrganizationError => {
  const said = refusal.safeParse(body);
  const code = said.success ? said.data.__type.split('#').at(-1) : undefined;
  const text = said.success ? (said.data.Message ?? said.data.message) : undefined;
  return new OrganizationError(
    code ?? 'Unavailable',
    `${name} was refused (${code ?? status})${text ? `: ${text}` : ''}`,
  );
};

const send = async (signer: SignatureV4, address: URL, name: string, body: string): Promise<Response> => {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${TARGET}.${name}` };
  const signed = await signer
    .sign({
      method: 'POST',
      protocol: address.protocol,
      hostname: address.hostname,
      path: address.pathname,
      headers: { ...headers, host: address.host },
      body,
    })
    .catch((cause: unknown) => {
      const why = cause instanceof Error ? ` ${cause.message}` : '';
      throw new OrganizationError('no-credentials', `No AWS credentials to sign with.${why}`, { cause });
    });
  const { host: _host, ...rest } = signed.headers;
  try {
    return await fetch(address, { method: 'POST', headers: rest, body, signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (cause) {
    throw new OrganizationError('unreachable', `AWS Organizations at ${address.host} gave no answer.`, { cause });
  }
};
