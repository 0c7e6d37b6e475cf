import type { Scenario } from '../contract';
import { inlineNow, rename, seedUser, userState, userSubject } from '../iam-seed';
import { INCIDENT } from '../run';
import type { Subject } from '../scenario';
import type { World } from '../world';

const POLICY = `CordonDenyOlderSessions-${INCIDENT}`;

/** What the policy says, with the instant reduced to whether it covers sessions made until now. */
const see = async (world: World, subject: Subject) => {
  const documents = await inlineNow(world, subject);
  const parsed: unknown = JSON.parse(documents[POLICY] ?? '{}');
  const text = JSON.stringify(parsed).replace(/\d{4}-[\d-]+T[\d:]+Z/, (at) =>
    Date.parse(at) > Date.now() ? 'later' : 'earlier',
  );
  return { policies: Object.keys(documents), document: JSON.parse(text) };
};

const outcome: Scenario['outcome'] = {
  see,
  is: {
    policies: [POLICY, 'reads-reports'],
    document: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'CordonDenyOlderSessions',
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { DateLessThan: { 'aws:TokenIssueTime': 'later' } },
        },
      ],
    },
  },
};

export const scenarios: readonly Scenario[] = [
  {
    name: 'a user with an inline policy of its own',
    seed: async (world) => userSubject(world, await seedUser(world, 1)),
    state: userState,
    outcome,
  },
  {
    name: 'a user that somebody renames before the first change',
    seed: async (world) => userSubject(world, await seedUser(world, 1)),
    meanwhile: async (world) => {
      await rename(world);
    },
    state: userState,
    outcome,
  },
];
