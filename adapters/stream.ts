import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import type { Json } from '../playbooks/kit/json';

type Image = Readonly<Record<string, AttributeValue>>;

/** One change of an item of the table. */
export interface ItemChange {
  readonly kind: 'added' | 'changed' | 'removed';
  readonly pk: string;
  readonly sk: string;
  /** The item as the change left it, without its key; absent when it was removed. */
  readonly item?: Readonly<Record<string, Json>>;
}

/** The table holds JSON alone: no sets and no bytes. */
const jsonOf = (value: AttributeValue): Json => {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.L) return value.L.map(jsonOf);
  return value.M ? fieldsOf(value.M) : null;
};
const fieldsOf = (image: Image): Record<string, Json> =>
  Object.fromEntries(Object.entries(image).map(([name, value]) => [name, jsonOf(value)]));

const KINDS = { INSERT: 'added', MODIFY: 'changed', REMOVE: 'removed' } as const;

/** What a record of the table's stream says, in plain JSON. */
export const changeOf = ({ eventName = 'MODIFY', dynamodb }: DynamoDBRecord): ItemChange => {
  const { pk, sk } = fieldsOf(dynamodb?.Keys ?? {});
  const { pk: _pk, sk: _sk, ...item } = fieldsOf(dynamodb?.NewImage ?? {});
  return { kind: KINDS[eventName], pk: String(pk), sk: String(sk), ...(dynamodb?.NewImage ? { item } : {}) };
};
