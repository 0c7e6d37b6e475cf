import { playbooks } from '../../playbooks/index';
import { resourcesOf, synthesise } from './synth';

const { hubTemplate: hub } = synthesise(playbooks);
const properties = (type: string) => resourcesOf(hub, type).map(({ Properties }) => Properties);

const routes = properties('AWS::ApiGatewayV2::Route').map((route) => ({
  key: route['RouteKey'],
  authorization: route['AuthorizationType'],
  api: (route['ApiId'] as { Ref: string }).Ref,
}));

describe('the doors of the hub', () => {
  it('are one open route, where Slack comes in and is checked by its signature, and routes that AWS checks', () => {
    const open = routes.filter(({ authorization }) => authorization !== 'AWS_IAM');
    expect(open).toEqual([{ key: 'POST /slack', authorization: 'NONE', api: expect.stringContaining('SlackDoor') }]);
    expect(
      routes.filter(({ api }) => api.includes('OperatorDoor')).map(({ key, authorization }) => [key, authorization]),
    ).toEqual([
      ['GET /{proxy+}', 'AWS_IAM'],
      ['POST /{proxy+}', 'AWS_IAM'],
    ]);
  });

  it('have no other way in: no function URL, no REST API, no load balancer, no cross-origin rule', () => {
    for (const type of ['AWS::Lambda::Url', 'AWS::ApiGateway::RestApi', 'AWS::ElasticLoadBalancingV2::LoadBalancer'])
      expect(resourcesOf(hub, type)).toEqual([]);
    for (const api of properties('AWS::ApiGatewayV2::Api')) expect(api).not.toHaveProperty('CorsConfiguration');
  });

  it('let API Gateway wake a function for its own API only', () => {
    const byApi = properties('AWS::Lambda::Permission').filter(
      ({ Principal }) => Principal === 'apigateway.amazonaws.com',
    );
    expect(byApi.length).toBeGreaterThan(1);
    for (const permission of byApi) expect(JSON.stringify(permission['SourceArn'])).toMatch(/(Slack|Operator)DoorApi/);
  });

  it('are throttled, and keep a line about each call that says who made it and nothing of what was sent', () => {
    const stages = properties('AWS::ApiGatewayV2::Stage');
    expect(stages).toHaveLength(2);
    for (const stage of stages) {
      expect(stage['DefaultRouteSettings']).toMatchObject({
        ThrottlingRateLimit: expect.any(Number),
        ThrottlingBurstLimit: expect.any(Number),
      });
      const { Format } = stage['AccessLogSettings'] as { Format: string };
      expect(Format).not.toMatch(/body|authorization|header/i);
    }
    expect(JSON.stringify(stages)).toContain('$context.identity.userArn');
  });
});
