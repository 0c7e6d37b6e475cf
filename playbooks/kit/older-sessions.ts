import { cannotContain } from './errors';

/** The inline policy that refuses older sessions is named so, with the incident's id after it. */
export const OLDER_SESSIONS_PREFIX = 'CordonDenyOlderSessions-';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** The whole document but for one instant, which is checked: PutUserPolicy is never given anything else. */
export const olderSessionsDocument = (issuedBefore: string): string => {
  if (!INSTANT.test(issuedBefore)) throw cannotContain(`"${issuedBefore}" is not an instant in UTC.`);
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'CordonDenyOlderSessions',
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:TokenIssueTime': issuedBefore } },
      },
    ],
  });
};

/** The instant of exactly that document; undefined for any other, whatever it is called. */
export const olderSessionsInstant = (document: string): string | undefined => {
  const found = /"aws:TokenIssueTime":"([^"]{1,40})"/.exec(document)?.[1];
  return found && INSTANT.test(found) && olderSessionsDocument(found) === document ? found : undefined;
};
