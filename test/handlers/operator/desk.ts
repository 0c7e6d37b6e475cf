import { type Answer, answer, type Request } from '../../../handlers/operator/answer';
import type { OperatorApp } from '../../../handlers/operator/app';
import type { AuditRow } from '../../../incidents/model';
import { readAudit } from '../../../incidents/read';
import type { Store } from '../../../incidents/store';
import { type MemoryTable, memoryTable } from '../../support/memory-table';
import { type Clock, clock, storeOn } from '../../support/record-fixtures';

process.env['CORDON_MACHINE_PREFIX'] = 'arn:aws:states:eu-west-1:111111111111:stateMachine:cordon-';

export const HUB = '111111111111';
export const userArn = (name: string): string => `arn:aws:iam::${HUB}:user/${name}`;

const person = (id: string, slack: string, groups: readonly string[]) => ({
  id,
  name: `${id[0]?.toUpperCase()}${id.slice(1)}`,
  slack,
  groups,
  knownAs: [userArn(id)],
});

const PEOPLE = [
  { ...person('dana', 'U0DANA', ['responders', 'leads']), email: 'dana@example.com' },
  person('lee', 'U0LEE', ['responders']),
  person('kim', 'U0KIM', ['responders', 'leads']),
  person('noor', 'U0NOOR', ['leads']),
  person('max', 'U0MAX', ['visitors']),
];

/** The operator API on a record in memory, with an investigator and Step Functions that a test speaks for. */
export interface Desk {
  readonly table: MemoryTable;
  readonly time: Clock;
  readonly store: Store;
  readonly app: OperatorApp;
  /** What the investigators were asked. */
  readonly asked: { readonly playbook: string; readonly payload: object }[];
  readonly say: (
    who: string,
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    more?: Partial<Request>,
  ) => Promise<Answer & { readonly said: Said }>;
}

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests find out
export type Said = any;

export const openDesk = (over: Partial<OperatorApp> = {}, change: Record<string, unknown> = {}): Desk => {
  const [table, time] = [memoryTable(), clock()];
  const store = storeOn(table, time, { people: PEOPLE, ...change });
  const asked: Desk['asked'] = [];
  const app: OperatorApp = {
    store,
    investigate: async (playbook, payload) => {
      asked.push({ playbook, payload });
      return { ok: true, stale: [], changed: [], revision: 1 };
    },
    queues: async () => ({ kind: 'counted', queues: [] }),
    drill: async () => ({ drill: 'published' }),
    readRun: async () => undefined,
    readMachine: async () => '{}',
    ...over,
  };
  const say: Desk['say'] = async (who, method, path, body, more = {}) => {
    const [plain = '', query = ''] = path.split('?');
    const answered = await answer(app, {
      method,
      path: plain,
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: {},
      body: body === undefined ? undefined : JSON.stringify(body),
      base64: false,
      caller: { accountId: HUB, userArn: userArn(who), userId: `AIDA${who.toUpperCase()}` },
      ...more,
    });
    return { ...answered, said: JSON.parse(answered.body) };
  };
  return { table, time, store, app, asked, say };
};

export const auditOf = ({ store }: Desk, incidentId: string): Promise<readonly AuditRow[]> =>
  readAudit(store, incidentId, 0);
