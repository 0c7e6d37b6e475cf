import { execFileSync } from 'node:child_process';
import { operatorClient } from '../../adapters/operator';
import { pythonPath } from '../../local/python';
import { readAuthorization } from '../support/sigv4';
import { openWire } from '../support/wire';

// A second opinion about our signatures: AWS's own signer for Python, which comes with the emulators.

const KEY = { accessKeyId: 'key-of-a-test', secretAccessKey: ['no', 'secret', 'at', 'all'].join('/') };

const SCRIPT = `
import json, sys
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
asked = json.load(sys.stdin)
class AtThatTime(SigV4Auth):
    def _modify_request_before_signing(self, request):
        pass
auth = AtThatTime(Credentials(asked["key"], asked["secret"]), "execute-api", "eu-west-1")
request = AWSRequest(method=asked["method"], url=asked["url"], data=asked["body"], headers=asked["headers"])
request.context["timestamp"] = asked["headers"]["x-amz-date"]
print(auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request))
`;

it('signs as botocore does', async () => {
  const wire = await openWire();
  const api = operatorClient({ url: wire.url, region: 'eu-west-1', credentials: KEY, door: 'operator' });
  await api.get('/incidents?month=2026-11&limit=5');
  await api.post('/runs', { reason: 'größer als vorher', target: { id: 'i-0123456789abcdef0' } });
  wire.close();
  expect(wire.seen).toHaveLength(2);
  for (const { method, path, query, headers, body } of wire.seen) {
    const said = readAuthorization(headers['authorization'] ?? '');
    const signed = Object.fromEntries(said.signed.map((name) => [name, headers[name] ?? '']));
    const search = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])).toString();
    const asked = {
      key: KEY.accessKeyId,
      secret: KEY.secretAccessKey,
      method,
      url: `${wire.url}${path}${search ? `?${search}` : ''}`,
      headers: signed,
      body,
    };
    const theirs = execFileSync(pythonPath(), ['-c', SCRIPT], {
      input: JSON.stringify(asked),
      encoding: 'utf8',
    }).trim();
    expect(said.signature).toBe(theirs);
  }
});
