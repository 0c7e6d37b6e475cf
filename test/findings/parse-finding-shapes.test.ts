import { accepted, detail, pascal, refused } from './shapes';

const service = (over: Readonly<Record<string, unknown>>) => detail({ service: { count: 1, ...over } });
const resource = (over: Readonly<Record<string, unknown>>) => detail({ resource: over });

describe('shapes seen in the wild', () => {
  test('a finding without resource and service is a finding', () => {
    const finding = accepted(detail({ resource: undefined, service: undefined, title: null, description: null }));
    expect(finding).toMatchObject({ resourceType: 'Unknown', count: 1, archived: false, sample: false });
    expect(finding.title).toBe('Backdoor:EC2/C&CActivity.B');
    for (const name of ['instance', 'accessKey', 'workload', 'action', 'resourceRole'])
      expect(finding).not.toHaveProperty(name);
  });

  test('times separated by a space, without a zone or with one, become UTC', () => {
    const times = { createdAt: '2026-11-22 03:02:44.118', updatedAt: '2026-11-22T04:02:44+01:00' };
    expect(accepted(detail(times))).toMatchObject({
      createdAt: '2026-11-22T03:02:44.118Z',
      updatedAt: '2026-11-22T03:02:44.000Z',
    });
    const seen = service({ eventFirstSeen: '2026-11-22 03:02', eventLastSeen: 'long ago' });
    expect(accepted(seen)).toMatchObject({ firstSeen: '2026-11-22T03:02:00.000Z' });
    expect(accepted(seen)).not.toHaveProperty('lastSeen');
  });

  test('a launch time in epoch milliseconds or seconds is a time', () => {
    for (const launchTime of [1759652092000, 1759652092, '2025-10-05T08:14:52Z'])
      expect(
        accepted(resource({ instanceDetails: { instanceId: 'i-12345678', launchTime } })).instance?.launchTime,
      ).toBe('2025-10-05T08:14:52.000Z');
    expect(
      accepted(resource({ instanceDetails: { instanceId: 'i-1', launchTime: 1e300 } })).instance,
    ).not.toHaveProperty('launchTime');
  });

  test('the finding’s Region counts, whatever its ARN says', () => {
    const arn = 'arn:aws:guardduty:us-east-1:222222222222:detector/d/finding/f';
    expect(accepted(detail({ arn }))).toMatchObject({ region: 'eu-west-1', arn });
  });

  test('the partition is said, or follows from the ARN or the Region', () => {
    expect(accepted(detail({ partition: 'aws-cn', region: 'cn-north-1' })).partition).toBe('aws-cn');
    expect(accepted(detail({ partition: null, arn: 'arn:aws-us-gov:guardduty:x' })).partition).toBe('aws-us-gov');
    expect(accepted(detail({ partition: null, region: 'us-gov-west-1' })).partition).toBe('aws-us-gov');
    expect(accepted(detail({ partition: 'aws:iam', region: 'cn-north-1' })).partition).toBe('aws-cn');
    expect(accepted(detail({ partition: undefined })).partition).toBe('aws');
  });

  test('an instance may be known by its id alone', () => {
    expect(accepted(detail()).instance).toEqual({ instanceId: 'i-0a3c5e7f91b2d4c68', tags: [], interfaces: [] });
  });

  test('null members everywhere read as absent', () => {
    const instanceDetails = {
      instanceId: 'i-12345678',
      platform: null,
      iamInstanceProfile: null,
      tags: null,
      networkInterfaces: [null, { publicIp: null, privateIpAddress: '10.0.0.1' }],
    };
    const nulls = {
      accessKeyDetails: null,
      eksClusterDetails: null,
      ecsClusterDetails: null,
      containerDetails: { id: null, name: null },
      kubernetesDetails: { kubernetesWorkloadDetails: null },
    };
    const finding = accepted(
      detail({
        resource: { resourceType: 'Instance', instanceDetails, ...nulls },
        service: { action: null, additionalInfo: null, evidence: null, count: null },
      }),
    );
    expect(finding.instance).toEqual({
      instanceId: 'i-12345678',
      tags: [],
      interfaces: [{}, { privateIp: '10.0.0.1' }],
    });
    for (const name of ['accessKey', 'workload', 'action']) expect(finding).not.toHaveProperty(name);
  });

  test('four interfaces are all read', () => {
    const networkInterfaces = [1, 2, 3, 4].map((n) => ({
      networkInterfaceId: `eni-${n}`,
      vpcId: 'vpc-1',
      publicIp: `192.0.2.${n}`,
    }));
    const { instance } = accepted(resource({ instanceDetails: { instanceId: 'i-12345678', networkInterfaces } }));
    expect(instance?.interfaces.map(({ id }) => id)).toEqual(['eni-1', 'eni-2', 'eni-3', 'eni-4']);
  });

  test('a role other than TARGET and ACTOR is no role', () => {
    expect(accepted(service({ resourceRole: 'SOURCE' }))).not.toHaveProperty('resourceRole');
    expect(accepted(service({ resourceRole: 'TARGET' })).resourceRole).toBe('TARGET');
  });

  test('the count is at least one and whole', () => {
    expect(
      [54, 0, -3, 2.7, Number.POSITIVE_INFINITY, '7', null].map((count) => accepted(service({ count })).count),
    ).toEqual([54, 1, 1, 2, 1, 1, 1]);
  });

  test('a malware scan names the finding that started it', () => {
    const scan = { featureName: 'EbsVolumeScan', ebsVolumeScanDetails: { triggerFindingId: 'abc' } };
    expect(accepted(service(scan))).toMatchObject({ feature: 'EbsVolumeScan', triggerFindingId: 'abc' });
  });
});

describe('workloads beside the instance', () => {
  test.each<readonly [string, Readonly<Record<string, unknown>>, unknown]>([
    ['a cluster', { eksClusterDetails: { name: 'shop' } }, { kind: 'eks', name: 'shop' }],
    ['a pod', { kubernetesDetails: { kubernetesWorkloadDetails: { name: 'cart' } } }, { kind: 'eks' }],
    ['the resource type alone', { resourceType: 'EKSCluster' }, { kind: 'eks' }],
    ['the older resource type', { resourceType: 'KubernetesCluster' }, { kind: 'eks' }],
    ['a task', { ecsClusterDetails: { name: 'batch', taskDetails: {} } }, { kind: 'ecs', name: 'batch' }],
    ['the ECS resource type alone', { resourceType: 'ECSCluster' }, { kind: 'ecs' }],
    ['a container', { containerDetails: { image: 'report:1' } }, { kind: 'container', name: 'report:1' }],
    [
      'a container in a pod',
      { eksClusterDetails: { name: 'shop' }, containerDetails: { id: 'c' } },
      { kind: 'eks', name: 'shop' },
    ],
    ['nothing', { resourceType: 'Instance', containerDetails: {} }, undefined],
  ])('%s is told', (_, given, workload) => {
    expect(accepted(resource(given)).workload).toEqual(workload);
    expect(accepted(pascal(resource(given))).workload).toEqual(workload);
  });
});

describe('actions', () => {
  const action = (given: unknown) => accepted(service({ action: given })).action;
  const remoteIpDetails = {
    ipAddressV4: '198.51.100.23',
    country: { countryName: 'Romania' },
    organization: { asn: -1, org: 'Example' },
  };
  const remote = { remoteIp: '198.51.100.23', remoteCountry: 'Romania', remoteOrg: 'Example' };

  test('an empty action is none', () => {
    expect(action({})).toBeUndefined();
    expect(action([])).toBeUndefined();
  });

  test('an API call by an address', () => {
    const awsApiCallAction = {
      api: 'ListUsers',
      serviceName: 'iam.amazonaws.com',
      callerType: 'Remote IP',
      errorCode: 'AccessDenied',
      userAgent: 'aws-cli',
      remoteIpDetails,
    };
    expect(action({ actionType: 'AWS_API_CALL', awsApiCallAction })).toEqual({
      kind: 'AWS_API_CALL',
      api: 'ListUsers',
      service: 'iam.amazonaws.com',
      errorCode: 'AccessDenied',
      userAgent: 'aws-cli',
      ...remote,
    });
  });

  test('an API call by a domain has no address', () => {
    const awsApiCallAction = { api: 'ListUsers', callerType: 'Domain', domainDetails: { domain: 'caller.example' } };
    expect(action({ awsApiCallAction })).toEqual({ kind: 'AWS_API_CALL', api: 'ListUsers', domain: 'caller.example' });
  });

  test('a connection out names the remote port, one in the local port', () => {
    const ends = {
      localPortDetails: { port: 22 },
      remotePortDetails: { port: 40_000 },
      remoteIpDetails,
      blocked: false,
    };
    expect(action({ networkConnectionAction: { connectionDirection: 'INBOUND', ...ends } })).toEqual({
      kind: 'NETWORK_CONNECTION',
      port: 22,
      blocked: false,
      ...remote,
    });
    expect(action({ networkConnectionAction: { connectionDirection: 'OUTBOUND', ...ends } })).toMatchObject({
      port: 40_000,
    });
  });

  test('a port probe, a name lookup, a Kubernetes call, a database login and an unknown action', () => {
    const probe = { portProbeDetails: [{ localPortDetails: { port: 22 }, remoteIpDetails }], blocked: false };
    expect(action({ portProbeAction: probe })).toEqual({ kind: 'PORT_PROBE', port: 22, blocked: false, ...remote });
    expect(action({ portProbeAction: { blocked: true } })).toEqual({ kind: 'PORT_PROBE', blocked: true });
    expect(action({ dnsRequestAction: { domain: 'pool.example', blocked: false } })).toEqual({
      kind: 'DNS_REQUEST',
      domain: 'pool.example',
      blocked: false,
    });
    expect(
      action({ kubernetesApiCallAction: { verb: 'create', requestUri: '/api/v1/pods', remoteIpDetails } }),
    ).toEqual({ kind: 'KUBERNETES_API_CALL', api: 'create /api/v1/pods', ...remote });
    expect(action({ rdsLoginAttemptAction: { remoteIpDetails: { ipAddressV6: '2001:db8::1' } } })).toEqual({
      kind: 'RDS_LOGIN_ATTEMPT',
      remoteIp: '2001:db8::1',
    });
    expect(action({ actionType: 'QUANTUM_CALL' })).toEqual({ kind: 'QUANTUM_CALL' });
  });
});

describe('hostile text', () => {
  test('long text is cut, except ids, which are refused', () => {
    const long = 'x'.repeat(100_000);
    const finding = accepted(
      detail({
        title: long,
        description: long,
        resource: { resourceType: long, instanceDetails: { instanceId: long } },
      }),
    );
    expect([
      finding.title.length,
      finding.description.length,
      finding.resourceType.length,
      finding.instance?.instanceId.length,
    ]).toEqual([512, 4096, 64, 64]);
  });

  test('half characters and control characters do not survive, line breaks do', () => {
    const title = `\ud800a\u0000b\u001b[31mc\u009bd\ne${'y'.repeat(499)}\ud83d\ude00`;
    const finding = accepted(detail({ title }));
    expect(finding.title.startsWith('\ufffda b [31mc d\ne')).toBe(true);
    expect(Buffer.from(finding.title, 'utf8').toString('utf8')).toBe(finding.title);
  });

  test('prototype names are members like any other', () => {
    const hostile = JSON.parse(
      '{"__proto__":{"resourceType":"Instance","instanceDetails":{"instanceId":"i-12345678"}},"constructor":{"x":1}}',
    );
    expect(accepted(detail({ resource: hostile }))).toMatchObject({ resourceType: 'Unknown' });
    expect(accepted(detail({ resource: hostile }))).not.toHaveProperty('instance');
    expect(refused(JSON.parse('{"__proto__":{"id":"x","type":"y"}}')).code).toBe('not-a-finding');
    expect(({} as Record<string, unknown>)['resourceType']).toBeUndefined();
  });

  test('thousands of tags and interfaces are capped', () => {
    const many = Array.from({ length: 5000 }, (_, n) => ({ key: `k${n}`, value: 'v', networkInterfaceId: `eni-${n}` }));
    const { instance } = accepted(
      resource({ instanceDetails: { instanceId: 'i-12345678', tags: many, networkInterfaces: many } }),
    );
    expect([instance?.tags.length, instance?.interfaces.length]).toEqual([50, 50]);
  });
});
