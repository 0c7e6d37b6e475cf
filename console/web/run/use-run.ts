import { useState } from 'react';
import type { PlaybookCard, Preview } from '../../../incidents/views';
import { type ConsoleApi, fieldOf, messageOf } from '../incident/api';
import { type Field, faultOf, targetFrom, type Values } from './schema';

export interface Asked {
  readonly busy?: 'preview' | 'start';
  readonly problem?: string;
  /** What the hub says is wrong, by field name. */
  readonly faults: Values;
  readonly preview?: Preview;
}

/** "target.id" or "id": the field's own name. */
const nameIn = (field: string | undefined): string | undefined => field?.replace(/^target\./, '');

const failed = (error: unknown, fields: readonly Field[]): Asked => {
  const name = nameIn(fieldOf(error));
  const known = name !== undefined && (name === 'reason' || fields.some((field) => field.name === name));
  return known ? { faults: { [name]: messageOf(error) } } : { faults: {}, problem: messageOf(error) };
};

/** Faults that the page finds itself, before anything is sent. */
export const faultsIn = (fields: readonly Field[], values: Values): Values =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const fault = faultOf(field, values[field.name]?.trim() ?? '');
      return fault === undefined ? [] : [[field.name, fault]];
    }),
  );

/** Asks for a preview and, after one, for the run. Every change of the target makes the preview void. */
export const useRun = (
  api: ConsoleApi,
  playbook: PlaybookCard | undefined,
  fields: readonly Field[],
  values: Values,
) => {
  const [asked, setAsked] = useState<Asked>({ faults: {} });
  const forget = (): void => setAsked({ faults: {} });
  const body = () => ({ playbook: playbook?.id ?? '', target: targetFrom(fields, values) });
  const preview = async (): Promise<void> => {
    setAsked({ faults: {}, busy: 'preview' });
    try {
      const found = await api.post<Preview>('/previews', body());
      setAsked({ faults: {}, preview: found });
    } catch (error) {
      setAsked(failed(error, fields));
    }
  };
  const start = async (reason: string): Promise<string | undefined> => {
    setAsked((before) => ({ ...before, faults: {}, busy: 'start' }));
    try {
      return (await api.post<{ readonly incidentId: string }>('/runs', { ...body(), reason })).incidentId;
    } catch (error) {
      setAsked(({ preview: shown }) => ({ ...failed(error, fields), ...(shown ? { preview: shown } : {}) }));
      return undefined;
    }
  };
  return { asked, forget, preview, start };
};
