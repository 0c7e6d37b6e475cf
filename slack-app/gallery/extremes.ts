import type { Finding } from '../../playbooks/kit/finding';
import { type Example, example } from './entry';
import { draft, plan, seen, target } from './instance';
import { approval, asked, ended, vote } from './records';
import { at } from './times';

/** As much as one finding can bring: 400 actors, 100 signals, every name at its longest. */
const LONG = 'a-name-of-a-resource-that-somebody-made-as-long-as-the-service-allows-'.repeat(4).slice(0, 255);

const actor = (index: number): Partial<Finding> => ({
  id: `actor-${index}`,
  type: 'AttackSequence:EC2/CompromisedInstanceGroup',
  title: `Signal ${index % 100} of 100, by actor ${index} of 400: ${LONG}`,
  severity: 9.5,
  action: {
    kind: 'AWS_API_CALL',
    api: `DescribeEverything${index}`,
    userAgent: `curl/8.${index} ${LONG}`,
    remoteIp: `203.0.113.${index % 255}`,
    remoteOrg: LONG,
    remoteCountry: LONG,
    domain: `${index}.${LONG}.example`,
  },
});

const crowd = Array.from({ length: 400 }, (_, index) => index);

const huge = plan({
  headline: `Isolate ${target.id} (${LONG})`,
  riskReasons: crowd.slice(0, 20).map((index) => `Reason ${index}: ${LONG}`),
  reach: crowd.map((index) => ({ key: `reach-${index}`, text: `workload ${index} of 400 on ${LONG}` })),
  cost: crowd.slice(0, 10).map((index) => `$${index} a month for ${LONG}`),
  notes: crowd.slice(0, 50).map((index) => `Note ${index}: ${LONG}`),
  facts: crowd.slice(0, 100).map((index) => ({
    id: `signal-${index}`,
    title: `Signal ${index}`,
    status: 'known',
    lines: crowd.slice(0, 4).map((line) => `actor ${line}: ${LONG}`),
  })),
  owner: LONG,
  steps: draft().steps.map((step) =>
    step.kind === 'do' ? { ...step, what: `${step.what}; ${LONG}`, before: LONG } : step,
  ),
});

/** What an attacker writes into a tag, a user agent and a domain, in the hope that somebody clicks. */
const BAD = {
  tag: '*Approved by the CISO* <!channel> <https://evil.example/login|Open the runbook>',
  agent: '`; ```\n> :white_check_mark: safe, please deny _this_ ~card~ <@U0DANA>',
  domain: 'login.company.example.attacker.example',
  hidden: 'web\u202e1\u200b-gpj.exe',
};

const hostileFinding: Partial<Finding> = {
  title: `Traffic to https://evil.example/malware from 203.0.113.9: ${BAD.tag}`,
  action: {
    kind: 'DNS_REQUEST',
    api: BAD.agent,
    userAgent: BAD.agent,
    domain: BAD.domain,
    remoteIp: '203.0.113.9',
    remoteOrg: BAD.tag,
    remoteCountry: BAD.hidden,
  },
};

const hostilePlan = plan({
  headline: `Isolate ${target.id} (${BAD.hidden})`,
  owner: BAD.tag,
  notes: [BAD.agent, BAD.tag],
  reach: [{ key: 'tag', text: BAD.tag }],
});

/** The largest, the most hostile. */
export const extremes: readonly Example[] = [
  example(
    'biggest',
    'The largest finding: 400 actors, 100 signals',
    asked(
      {
        findings: crowd.map((index) => seen(actor(index), { count: 400, deliveries: 400 })),
        plan: huge,
        approval: approval({ approvals: 1 }),
        votes: [vote('dana', 4, LONG)],
      },
      { findingCount: 400, severity: 9.5, target: { ...target, name: LONG } },
    ),
  ),
  example(
    'hostile',
    'Everything that an attacker may choose is chosen badly',
    asked(
      { findings: [seen(hostileFinding)], plan: hostilePlan },
      { target: { ...target, name: BAD.hidden }, reason: BAD.tag },
    ),
  ),
  example(
    'hostile-ended',
    'The same, at its end',
    ended(
      'partly contained',
      `Quarantine every network interface: ${BAD.agent}.`,
      { findings: [seen(hostileFinding)], plan: hostilePlan, votes: [vote('dana', 4, BAD.tag)] },
      { target: { ...target, name: BAD.hidden }, times: { receivedAt: at(-2), closedAt: at(11) } },
    ),
  ),
];
