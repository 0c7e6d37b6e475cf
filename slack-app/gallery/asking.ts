import { type Example, example } from './entry';
import { did, finding, journal, plan, seen } from './instance';
import { keyFinding, replaceKey, rotate, userTarget } from './key';
import { approval, approved, asked, bare, CHANGED, vote } from './records';
import { at } from './times';

const onKey = { playbook: 'contain-access-key', target: userTarget, severity: 8.5 };

const storm = () =>
  Array.from({ length: 37 }, (_, index) =>
    index === 0
      ? seen({}, { count: 212, deliveries: 212, lastReceivedAt: at(5) })
      : seen({ id: `storm-${index}`, type: index % 3 === 0 ? 'Recon:EC2/Portscan' : 'Trojan:EC2/DNSDataExfiltration' }),
  );

const waiting: readonly Example[] = [
  example('pending', 'Asked, nobody has answered yet', asked()),
  example(
    'pending-1-of-2',
    'One of two has approved',
    asked({ approval: approval({ approvals: 1 }), votes: [vote('dana', 4, 'the beacon is every 60 s, this is real')] }),
  ),
  example(
    'pending-key',
    'An access key, with a second plan to follow and a fact that could not be read',
    asked({ plan: rotate(), findings: [keyFinding] }, onKey),
  ),
  example(
    'pending-destructive',
    'Something that cannot be taken back',
    asked(
      {
        plan: replaceKey(),
        findings: [keyFinding],
        approval: approval({
          policy: {
            ...approval().policy,
            groups: ['leads'],
            because: ['A destructive change needs 2 different people of leads.'],
          },
        }),
      },
      {
        ...onKey,
        playbook: 'replace-access-key',
        origin: { by: 'cordon', because: 'the new key is in use since 12:40' },
      },
    ),
  ),
  example('pending-dry-run', 'An account in dry run', asked({ plan: plan({ mode: 'dry-run' }) })),
  example(
    'pending-drill',
    'A drill: nobody has to answer',
    asked({ plan: plan({ mode: 'dry-run' }) }, { origin: { by: 'drill' } }),
  ),
  example('pending-storm', '37 findings joined', asked({ findings: storm() }, { findingCount: 37 })),
  example(
    'pending-escalated',
    'Nobody answered: passed on',
    asked({
      approval: approval({
        remindedAt: at(15),
        escalatedAt: at(30),
        escalatedChannel: 'C0ONCALL',
        policy: { ...approval().policy, groups: ['responders', 'leads'] },
      }),
    }),
  ),
];

const byHand: readonly Example[] = [
  example(
    'pending-person',
    'Started by a person',
    asked(
      { findings: [] },
      {
        origin: { by: 'person', personId: 'mika', door: 'operator' },
        reason: 'an intern found a miner in the process list',
        severity: 0,
        findingCount: 0,
      },
    ),
  ),
  example(
    'pending-console',
    'Started in the Step Functions console: nobody knows by whom',
    asked(
      { findings: [] },
      {
        origin: {
          by: 'console',
          executionArn: 'arn:aws:states:eu-west-1:111111111111:execution:cordon-isolate-instance:x',
        },
        reason: 'drill',
        severity: 0,
        findingCount: 0,
      },
    ),
  ),
];

const onTheWay: readonly Example[] = [
  example('replaced', 'An older card: the plan was made anew', asked({}, { revision: 2 }), { old: true }),
  example(
    'running',
    'Approved, two steps behind us',
    approved(
      { journal: [...journal(2), did('quarantine-interfaces', { status: 'captured', before: {} })] },
      { times: CHANGED },
    ),
  ),
  example(
    'running-dry-run',
    'Approved in a dry run',
    approved({ plan: plan({ mode: 'dry-run' }), journal: [did('protect-instance', { status: 'would do' })] }),
  ),
];

/** Open requests and runs. */
export const asking = [...waiting, ...byHand, ...onTheWay];

const seenOnce = { findings: [seen({}, { finding: finding() })] };
/** Before there is a card: only lists and App Home show these. */
export const early = [
  bare(seenOnce, { stage: 'investigating' }),
  bare(seenOnce, { stage: 'claimed', startAfter: at(2) }),
];
