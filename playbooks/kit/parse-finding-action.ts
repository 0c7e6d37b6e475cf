import type { FindingAction } from './finding';
import { type Node, present } from './parse-finding-node';

/** Who was on the other side; absent when the caller is a domain (callerType "Domain"). */
const remote = (node: Node) => {
  const place = node.at('remoteIpDetails');
  return {
    remoteIp: place.at('ipAddressV4').text(64) ?? place.at('ipAddressV6').text(64),
    remoteCountry: place.at('country', 'countryName').text(100),
    remoteOrg: place.at('organization', 'org').text(200) ?? place.at('organization', 'asnOrg').text(200),
  };
};

const apiCall = (node: Node) => ({
  kind: 'AWS_API_CALL',
  api: node.at('api').text(200),
  service: node.at('serviceName').text(200),
  errorCode: node.at('errorCode').text(200),
  userAgent: node.at('userAgent').text(512),
  domain: node.at('domainDetails', 'domain').text(300),
  ...remote(node),
});

const dnsRequest = (node: Node) => ({
  kind: 'DNS_REQUEST',
  domain: node.at('domain').text(300),
  blocked: node.at('blocked').flag(),
});

const networkConnection = (node: Node) => {
  const side = node.at('connectionDirection').text(20) === 'INBOUND' ? 'localPortDetails' : 'remotePortDetails';
  return {
    kind: 'NETWORK_CONNECTION',
    port: node.at(side, 'port').number(),
    blocked: node.at('blocked').flag(),
    ...remote(node),
  };
};

const portProbe = (node: Node) => {
  const [first] = node.at('portProbeDetails').items(1);
  return {
    kind: 'PORT_PROBE',
    port: first?.at('localPortDetails', 'port').number(),
    blocked: node.at('blocked').flag(),
    ...(first ? remote(first) : {}),
  };
};

const kubernetesCall = (node: Node) => ({
  kind: 'KUBERNETES_API_CALL',
  api: [node.at('verb').text(40), node.at('requestUri').text(300)].filter(Boolean).join(' ') || undefined,
  userAgent: node.at('userAgent').text(512),
  ...remote(node),
});

const rdsLogin = (node: Node) => ({ kind: 'RDS_LOGIN_ATTEMPT', ...remote(node) });

/** The member that carries an action's details, and how it is read. The first that says something wins. */
const READERS: readonly (readonly [string, (node: Node) => FindingAction | { readonly kind: string }])[] = [
  ['awsApiCallAction', (node) => present(apiCall(node))],
  ['dnsRequestAction', (node) => present(dnsRequest(node))],
  ['networkConnectionAction', (node) => present(networkConnection(node))],
  ['portProbeAction', (node) => present(portProbe(node))],
  ['kubernetesApiCallAction', (node) => present(kubernetesCall(node))],
  ['rdsLoginAttemptAction', (node) => present(rdsLogin(node))],
];

/** Absent for runtime and malware findings, whose `action` is `{}` or missing. */
export const parseAction = (action: Node): FindingAction | undefined => {
  const named = action.at('actionType').text(60);
  const [member, read] = READERS.find(([name]) => action.at(name).tells) ?? [];
  if (!member || !read) return named ? { kind: named } : undefined;
  const details = read(action.at(member));
  return named ? { ...details, kind: named } : details;
};
