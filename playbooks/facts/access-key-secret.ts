import { lookAtSecret, type SecretState } from '../kit/access-key-secret';
import { defineFact } from '../kit/fact';

const describe = (secret: SecretState): readonly string[] => {
  if (secret.kind === 'absent') return [`${secret.name}: not there yet`];
  if (secret.kind === 'unusable') return [`${secret.name} cannot take a new key: ${secret.because}`];
  return [`${secret.name}: ${secret.keyId ? `holds ${secret.keyId}` : 'holds no key'}`];
};

/** The secret that a new key goes into: its description and policy, never its value. */
export const accessKeySecret = defineFact({
  id: 'access-key-secret',
  title: 'The secret for a new key',
  uses: { secretsmanager: ['describeSecret', 'getResourcePolicy'] },
  timeoutMs: 5_000,
  read: ({ aws, target }) => lookAtSecret(aws.secretsmanager, target.id),
  describe,
});
