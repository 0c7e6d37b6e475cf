import type { DynamoDBRecord } from 'aws-lambda';
import { type Keeper, keepChanges, type LogChange, seqOf } from '../../incidents/copy';
import { logPk } from '../../incidents/keys';
import type { AuditRow, Notice } from '../../incidents/model';
import type { Item, Operation } from '../../incidents/port';
import type { Store } from '../../incidents/store';

export interface TestKeeper extends Keeper {
  /** What people were told. */
  readonly told: Notice[];
}

export const keeperOn = ({ port, now }: Pick<Store, 'port' | 'now'>): TestKeeper => {
  const told: Notice[] = [];
  return { port, now, told, alarm: async (_chain, notice) => void told.push(notice) };
};

const LOG = logPk('');
const rowIn = ({ pk: _pk, sk: _sk, ...row }: Item): AuditRow => row as unknown as AuditRow;

/** What the table's stream tells of these writes about logs, in their order. */
export const streamOf = (written: readonly (readonly Operation[])[]): readonly LogChange[] =>
  written.flat().flatMap((operation) => {
    if (operation.kind !== 'put' || !operation.item.pk.startsWith(LOG) || !operation.item.sk.startsWith('ROW#'))
      return [];
    const { item } = operation;
    return [{ chain: item.pk.slice(LOG.length), seq: seqOf(item.sk), kind: 'added' as const, row: rowIn(item) }];
  });

/** Brings the keeper everything that was written, as the stream does. */
export const keepAll = async (keeper: Keeper, changes: readonly LogChange[]): Promise<void> => {
  for (const one of changes) await keepChanges(keeper, one.chain, [one]);
};

type Value = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['Keys']>[string];

const attribute = (value: unknown): Value => {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  return value === null ? { NULL: true } : { M: imageOf(value as object) };
};
const imageOf = (item: object): Record<string, Value> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attribute(value)]));

/** A record of the table's stream, as Lambda hands it over. */
export const streamRecord = (eventName: 'INSERT' | 'MODIFY' | 'REMOVE', item: Item): DynamoDBRecord => ({
  eventName,
  dynamodb: {
    Keys: imageOf({ pk: item.pk, sk: item.sk }),
    ...(eventName === 'REMOVE' ? { OldImage: imageOf(item) } : { NewImage: imageOf(item) }),
  },
});
