import type { Json } from '../playbooks/kit/json';
import type { IncidentRecord, JournalRow } from './model';

/** A field that an undo left alone, because somebody else changed it after the containment. */
export interface Drift {
  readonly field: string;
  readonly leftAs: string;
  readonly foundAs: string;
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const driftIn = (value: Json): readonly Drift[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const { field, leftAs, foundAs } = value as Readonly<Record<string, Json>>;
  return typeof field === 'string' ? [{ field, leftAs: textOf(leftAs), foundAs: textOf(foundAs) }] : [];
};

/** What the last undo found changed in this step. */
export const driftOf = ({ undo }: JournalRow): readonly Drift[] =>
  undo?.status === 'drifted' && Array.isArray(undo.drift) ? undo.drift.flatMap(driftIn) : [];

/** The same of every step, each as `step/field`. */
export const driftedNames = ({ journal }: IncidentRecord): readonly string[] =>
  journal.flatMap((row) => driftOf(row).map(({ field }) => `${row.step}/${field}`));

/** What the last undo found in each of these fields. */
export const foundAs = ({ journal }: IncidentRecord, names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    journal
      .flatMap((row) => driftOf(row).map((drift) => [`${row.step}/${drift.field}`, drift.foundAs] as const))
      .filter(([name]) => names.includes(name)),
  );
