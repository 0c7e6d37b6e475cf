import { type Asked, ask, askedText, type Question } from './asking';
import type { NewRow } from './chain';
import { castFirstVote } from './first-vote';
import { itemOf } from './items';
import { incidentPk, tokenKey } from './keys';
import type { ApprovalStatus, IncidentRecord, Look } from './model';
import { change, type Draft, type Store } from './store';

export interface Requested {
  readonly revision: number;
  readonly status: ApprovalStatus;
}

const row = (event: string, text: string, { approval }: Asked, page: boolean): NewRow => ({
  event,
  actor: 'cordon',
  text,
  data: { revision: approval.revision, digest: approval.digest, needed: approval.policy.needed },
  ...(page ? { page } : {}),
});

const asQuestion = (
  store: Store,
  record: IncidentRecord,
  question: Question,
  said: (asked: Asked) => NewRow,
  at: string,
): Draft<Requested> => {
  const asked = ask(store.settings, record, question, at);
  return {
    result: { revision: asked.approval.revision, status: asked.approval.status },
    write: asked.write,
    rows: { [record.meta.incidentId]: [said(asked), ...asked.rows] },
  };
};

const same = (record: IncidentRecord): Draft<Requested> => ({
  result: { revision: record.meta.revision, status: record.approval?.status ?? 'WITHDRAWN' },
});

/**
 * Asks people to decide about a plan, as revision 1. Run again it changes nothing; the question that stands is answered
 * with. A closed incident asks nothing: status WITHDRAWN.
 */
export const requestApproval = async (
  store: Store,
  incidentId: string,
  asked: Question & { readonly executionArn: string },
): Promise<Requested> => {
  const requested = await change(store, incidentId, (record, at) => {
    if (record.meta.stage === 'closed' || record.approval) return same(record);
    const started: IncidentRecord = {
      ...record,
      meta: { ...record.meta, executionArn: record.meta.executionArn ?? asked.executionArn },
    };
    return asQuestion(
      store,
      started,
      asked,
      (now) => row('approval.requested', `Approval requested: ${askedText(asked.plan, now.approval)}.`, now, false),
      at,
    );
  });
  const voted = await castFirstVote(store, incidentId);
  return voted ?? requested;
};

/**
 * Replaces the question by another revision under the same task token; its votes start from none. Only a pending question
 * can be replaced: otherwise the answer says how it stands.
 */
export const revise = (
  store: Store,
  incidentId: string,
  asked: Question & { readonly because: string },
): Promise<Requested> =>
  change(store, incidentId, (record, at) => {
    if (record.meta.stage === 'closed' || record.approval?.status !== 'PENDING') return same(record);
    const text = (now: Asked): string =>
      `Asked again, because ${asked.because}. Earlier votes no longer count. ${askedText(asked.plan, now.approval)}.`;
    return asQuestion(store, record, asked, (now) => row('approval.revised', text(now), now, true), at);
  });

/** Keeps what was seen when there is nothing to approve: what the card of a review shows. */
export const saveFindings = (store: Store, incidentId: string, look: Omit<Look, 'at'>): Promise<void> =>
  change(store, incidentId, (record, at) =>
    record.meta.stage === 'closed'
      ? { result: undefined }
      : {
          result: undefined,
          write: [{ kind: 'put', item: itemOf({ pk: incidentPk(incidentId), sk: 'LOOK' }, { ...look, at }) }],
        },
  );

/** Keeps the task token, in a partition that only the function that answers runs may read. */
export const saveToken = async (store: Store, incidentId: string, token: string): Promise<void> => {
  await store.port.write([
    { kind: 'put', item: itemOf(tokenKey(incidentId), { token, at: store.now().toISOString() }) },
  ]);
};

export const readToken = async (store: Pick<Store, 'port'>, incidentId: string): Promise<string | undefined> => {
  const token = (await store.port.get(tokenKey(incidentId)))?.['token'];
  return typeof token === 'string' ? token : undefined;
};
