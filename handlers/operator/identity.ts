import type { Person, Settings } from '../../playbooks/kit/settings';

/** Who API Gateway found the signature to be of. */
export interface Caller {
  readonly accountId?: string | null;
  readonly userArn?: string | null;
  readonly userId?: string | null;
}

export type Identified =
  | { readonly ok: true; readonly person: Person; readonly arn: string }
  /** `actor` names the caller in an audit row; `because` is for the caller. */
  | { readonly ok: false; readonly code: string; readonly because: string; readonly actor: string };

type No = Omit<Extract<Identified, { ok: false }>, 'actor' | 'ok'>;

const NO_CALLER: No = {
  code: 'no-identity',
  because: 'AWS did not say who you are. Sign the request with AWS credentials of the hub’s account.',
};
const OTHER_ACCOUNT = (hub: string): No => ({
  code: 'other-account',
  because: `You are signed in to another AWS account. Use credentials of the hub’s account ${hub}.`,
});
const ROOT: No = {
  code: 'root',
  because:
    'The root user is nobody in particular, so its word cannot count as a person’s. Use your own IAM user or Identity Center.',
};
const CHOSEN: No = {
  code: 'chosen-name',
  because:
    'The name of such a session is chosen by whoever makes it, so it proves nobody’s identity. Use your own IAM user or Identity Center.',
};
const unknown = (name: string, how: string): No => ({
  code: 'unknown-person',
  because: `Cordon’s table of people does not know ${name}. Ask an administrator of Cordon to add ${how}.`,
});
const several = (name: string): No => ({
  code: 'unknown-person',
  because: `Cordon’s table of people gives ${name} to more than one person. Ask an administrator of Cordon to mend it.`,
});

type Found = Person | No;

const theOne = (people: readonly Person[], name: string, how: string): Found => {
  const [person, another] = people;
  if (!person) return unknown(name, how);
  return another ? several(name) : person;
};

/** Exactly this ARN or unique id. Names alone are not enough: they may be of another account, or of a user made anew. */
const byUser = (settings: Settings, arn: string, userId: string): Found => {
  const known = settings.people.filter(({ knownAs }) =>
    knownAs.some((name) => name === arn || (userId !== '' && name === userId)),
  );
  return theOne(known, `the IAM user ${arn}`, `this ARN, or the user’s unique id, to your entry`);
};

/** Identity Center names its sessions after the user itself; nobody else can make a session of its roles. */
const bySession = (settings: Settings, session: string): Found => {
  const name = session.toLowerCase();
  const known = settings.people.filter(
    ({ email, knownAs }) => email?.toLowerCase() === name || knownAs.some((one) => one.toLowerCase() === `sso:${name}`),
  );
  return theOne(known, `the Identity Center user ${session}`, `your e-mail, or “sso:${session}”, to your entry`);
};

const ARN = /^arn:[a-z-]+:(iam|sts)::(\d{12}):([a-z-]+)(?:\/(.+))?$/;
/** Roles of this name are made by Identity Center alone: IAM reserves the prefix. */
const SSO_SESSION = /^AWSReservedSSO_[\w+=,.@-]+_[0-9a-f]{16}\/([\w+=,.@-]+)$/;

const find = (settings: Settings, { accountId, userArn, userId }: Caller): Found => {
  const { accountId: hub } = settings.hub;
  const [arn = '', service, account, kind, rest = ''] = ARN.exec(userArn ?? '') ?? [];
  if (!arn) return NO_CALLER;
  if (accountId !== hub || account !== hub) return OTHER_ACCOUNT(hub);
  if (kind === 'root') return ROOT;
  if (service === 'iam' && kind === 'user') return byUser(settings, arn, userId ?? '');
  const session = service === 'sts' && kind === 'assumed-role' ? SSO_SESSION.exec(rest)?.[1] : undefined;
  return session ? bySession(settings, session) : CHOSEN;
};

/** The person behind a signed request: an IAM user or an Identity Center session that the table of people names. Pure. */
export const identify = (settings: Settings, caller: Caller | undefined): Identified => {
  const found = find(settings, caller ?? {});
  const arn = caller?.userArn ?? '';
  return 'id' in found ? { ok: true, person: found, arn } : { ok: false, ...found, actor: arn || 'unknown' };
};
