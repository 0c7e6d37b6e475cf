import { createHash, createHmac } from 'node:crypto';

/** One HTTP request as it came over the wire. */
export interface Signed {
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/** What a signature says about itself. Throws when there is none. */
export const readAuthorization = (header: string) => {
  const [, keyId = '', day = '', region = '', service = '', signed = '', signature = ''] =
    AUTHORIZATION.exec(header) ?? [];
  if (!signature) throw new Error(`no signature in ${header}`);
  return { keyId, day, region, service, signed: signed.split(';'), signature };
};

/**
 * The signature that AWS would expect, worked out from AWS's published algorithm and from nothing of the product or its
 * libraries: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const expectedSignature = (request: Signed, secret: string): string => {
  const { day, region, service, signed } = readAuthorization(request.headers['authorization'] ?? '');
  const path = request.path.split('/').map(encode).join('/');
  const query = request.query
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const headers = signed
    .map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`)
    .join('');
  const canonical = [request.method, path, query, headers, signed.join(';'), sha256(request.body)].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [region, service, 'aws4_request'].reduce<Buffer>(
    (last, part) => hmac(last, part),
    hmac(`AWS4${secret}`, day),
  );
  return hmac(key, toSign).toString('hex');
};
