import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Member {
  /** `resource.s3BucketDetails[].name`: `[]` stands for one item of a list. */
  readonly path: string;
  readonly type: string;
}

const rows = (file: string): readonly (readonly string[])[] =>
  readFileSync(join(__dirname, '..', 'fixtures', file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(1)
    .map((line) => line.split('\t'));

/** Every member of GuardDuty's Finding shape, camelCase. */
export const members: readonly Member[] = rows('finding-schema.tsv').map(([path = '', type = '']) => ({ path, type }));

export interface FindingType {
  readonly type: string;
  /** As documented; several are separated by `|`. */
  readonly resourceType: string;
  readonly plan: string;
  readonly status: string;
}

/** Every documented finding type, retired ones included. */
export const findingTypes: readonly FindingType[] = rows('finding-types.tsv').map(
  ([type = '', resourceType = '', plan = '', status = '']) => ({ type, resourceType, plan, status }),
);
