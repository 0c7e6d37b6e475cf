/** An event as text to look into. Slack's clicks come as base64 of a form. */
export const textOf = (event: unknown): string => {
  const { body, isBase64Encoded } = event as { body?: unknown; isBase64Encoded?: boolean };
  if (typeof body !== 'string') return JSON.stringify(event);
  return decodeURIComponent(isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body);
};

/** What a function is asked for, in one word: invocations of one kind are alike. */
export const kindOf = (event: unknown, text: string): string => {
  const asked = event as { do?: string; step?: string; Records?: readonly StreamRecord[]; body?: string };
  if (asked.do ?? asked.step) return String(asked.do ?? asked.step);
  if (asked.Records) return asked.Records[0]?.dynamodb ? streamKind(asked.Records) : queueKind(text);
  return asked.body === undefined ? 'call' : (/"type":"(block_actions|view_submission)"/.exec(text)?.[1] ?? 'request');
};

/** What keeps the copies hands on says which row changed: a start and an answer are not alike. */
const queueKind = (text: string): string => `queue${/\\"changed\\":\\"(\w+)/.exec(text)?.[1] ?? ''}`;

interface StreamRecord {
  readonly dynamodb?: { readonly Keys?: Attributes; readonly NewImage?: Attributes };
}
type Attributes = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;

/** Which kinds of rows an incident's batch holds: `DECIDED+META-running`; of a log its head, with the number of its rows: `HEAD-7`. */
const streamKind = (records: readonly StreamRecord[]): string => {
  const rows = records.flatMap(({ dynamodb }) => {
    const [pk = '', sk = ''] = [dynamodb?.Keys?.['pk']?.S, dynamodb?.Keys?.['sk']?.S];
    if (!/^INCIDENT#(log#)?inc-/.test(pk)) return [];
    const image = dynamodb?.NewImage ?? {};
    if (sk === 'HEAD') return [`HEAD-${image['seq']?.N ?? ''}`];
    if (sk === 'META') return [`META-${image['stage']?.S ?? ''}`];
    return [sk === 'APPROVAL' ? approvalKind(image) : (sk.split('#')[0] ?? '')];
  });
  // Whoever follows a log acts on how it stands, however many of its changes are in the batch.
  const head = rows.filter((row) => row.startsWith('HEAD-')).at(-1);
  return [...new Set(rows.filter((row) => !row.startsWith('HEAD-') || row === head))].sort().join('+');
};

const approvalKind = ({ status, deliveredAt }: Attributes): string => {
  if (deliveredAt) return 'TOLD';
  return status?.S === 'PENDING' ? 'ASKED' : 'DECIDED';
};

/** How much a row tells about what is to be done: a request to post, a decision to tell, then how far the incident is. */
const weightOf = (row: string): number => {
  if (['PLAN', 'VOTE', 'DECIDED'].includes(row)) return 10;
  return row.startsWith('META-') ? 5 : 1;
};

const headIn = (rows: readonly string[]): number | undefined => {
  const [head] = rows.flatMap((row) => /^HEAD-(\d+)$/.exec(row)?.[1] ?? []);
  return head === undefined ? undefined : Number(head);
};

/** How alike two kinds are: 0 for the same, more for less alike. Batches of a stream are cut where time cuts them. */
export const distance = (one: string, other: string): number => {
  const [mine, theirs] = [one.split('+'), other.split('+')];
  const [here, there] = [headIn(mine), headIn(theirs)];
  // Two heads are as far from each other as their logs are.
  if (here !== undefined && there !== undefined && mine.length + theirs.length === 2) return Math.abs(here - there);
  const differ = [...mine.filter((row) => !theirs.includes(row)), ...theirs.filter((row) => !mine.includes(row))];
  return differ.reduce((sum, row) => sum + weightOf(row), 0);
};
