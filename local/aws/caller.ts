import { STS } from '@aws-sdk/client-sts';
import { AwsError } from './answers';

export interface Caller {
  readonly accountId: string;
  readonly region: string;
}

const CREDENTIAL = /^AWS4-HMAC-SHA256 Credential=([A-Z0-9]{16,128})\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request,/;

/** Moto's default account: what it says of a key that it never issued. No member has this number. */
const NOBODY = '123456789012';

/**
 * Tells who signed a request, by asking Moto in the caller's name: it issued the key, and knows whose account it is in.
 * Moto checks no signature, so the caller's secret is not needed; ours is not checked either.
 */
export const callers = (motoUrl: string, service: string): ((authorization: string | undefined) => Promise<Caller>) => {
  const known = new Map<string, string>();
  const accountOf = async (accessKeyId: string): Promise<string> => {
    const found = known.get(accessKeyId);
    if (found) return found;
    const credentials = { accessKeyId, secretAccessKey: 'x' };
    const sts = new STS({ region: 'us-east-1', endpoint: motoUrl, credentials });
    const { Account } = await sts.getCallerIdentity({}).finally(() => sts.destroy());
    if (!Account || Account === NOBODY) {
      throw new AwsError(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
    }
    known.set(accessKeyId, Account);
    return Account;
  };
  return async (authorization) => {
    const [, accessKeyId, region, scope] = CREDENTIAL.exec(authorization ?? '') ?? [];
    if (!accessKeyId || !region)
      throw new AwsError(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
    if (scope !== service) {
      const message = `Credential should be scoped to correct service: '${service}'.`;
      throw new AwsError(403, 'InvalidSignatureException', message);
    }
    return { accountId: await accountOf(accessKeyId), region };
  };
};
