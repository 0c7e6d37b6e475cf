import { approve } from '../people-act';
import { readUser, type UserState } from '../read-back';
import { asking, closed } from '../records';
import { memberClients, type UserName } from '../seed';
import { HUB, type PersonName, PRODUCTION } from '../settings';
import { subjectNamed } from '../subjects';
import { check, type Teller, type Told, userTarget } from './story';

const contained = async (teller: Teller, name: UserName, voters: readonly PersonName[]) => {
  const { stage, records } = teller;
  const subject = subjectNamed(stage.seed, name);
  if (!subject) throw new Error(`There is no ${name}`);
  const before = await readUser(stage.membersUrl, name);
  await stage.send('iam-user-compromised-key', subject);
  const target = userTarget(teller, name);
  const { incidentId } = (await records.untilOn(target, asking)).meta;
  for (const voter of voters) await approve(stage, voter, incidentId, 'Nobody of us made these calls', target.id);
  const record = await records.until(incidentId, closed);
  return { record, before, after: await readUser(stage.membersUrl, name) };
};

const newKeys = (before: UserState, after: UserState): readonly string[] =>
  Object.keys(after.keys).filter((id) => !(id in before.keys));

/** A workload's key: the exposed one Inactive, older sessions refused, a new one straight into Secrets Manager. */
export const rotatedKey = async (teller: Teller): Promise<Told> => {
  const { record, before, after } = await contained(teller, 'ci-deploy', ['dana', 'eli']);
  const [exposed = ''] = teller.stage.seed.production.users['ci-deploy'].accessKeyIds;
  const [fresh = '', ...more] = newKeys(before, after);
  return {
    title: 'Access key rotated, approved by two',
    record,
    checks: [
      check('the exposed key is Inactive', after.keys[exposed] === 'Inactive', after.keys),
      check(
        'there is exactly one new key, and it is Active',
        after.keys[fresh] === 'Active' && more.length === 0,
        after.keys,
      ),
      check(
        'the secret in the user’s own account holds the new key',
        after.secretsHold.includes(fresh),
        after.secretsHold,
      ),
      check('one policy refuses older sessions', after.inline.length === before.inline.length + 1, after.inline),
      check(
        'the new secret key stands nowhere else',
        await secretStaysHome(teller),
        'searched the record, Slack and the histories',
      ),
    ],
  };
};

/** The new key's secret half is read from the account and looked for everywhere it must not be. */
const secretStaysHome = async (teller: Teller): Promise<boolean> => {
  const { stage, records } = teller;
  const { secretsmanager } = await memberClients(stage.membersUrl, PRODUCTION, HUB.region);
  const list = (await secretsmanager.listSecrets({})).SecretList ?? [];
  const texts = await Promise.all(list.map((one) => secretsmanager.getSecretValue({ SecretId: one.ARN ?? '' })));
  const halves = texts.flatMap((one) =>
    [...(one.SecretString ?? '').matchAll(/"SecretAccessKey"\s*:\s*"([^"]+)"/g)].map((match) => match[1] ?? ''),
  );
  const incidentId = (await records.on(userTarget(teller, 'ci-deploy'))) ?? '';
  const seen = JSON.stringify([
    await records.read(incidentId),
    await records.audit(incidentId),
    stage.slack.control.transcript(),
  ]);
  return halves.length > 0 && halves.every((half) => half !== '' && !seen.includes(half));
};

/** A person's user: everything refused, every key Inactive. */
export const lockedOut = async (teller: Teller): Promise<Told> => {
  const { record, after } = await contained(teller, 'robin.console', ['dana', 'eli']);
  return {
    title: 'User locked out, approved by two',
    record,
    checks: [
      check('AWSDenyAll is attached', after.attached.includes('AWSDenyAll'), after.attached),
      check(
        'every access key is Inactive',
        Object.values(after.keys).every((status) => status === 'Inactive'),
        after.keys,
      ),
    ],
  };
};
