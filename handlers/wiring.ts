import { required } from '../adapters/settings';
import type { Meta } from '../incidents/model';
import { safeJson } from '../playbooks/kit/json';

/** Who runs: the context object's execution, as the state machine passes it on. */
export interface Execution {
  readonly executionArn: string;
  readonly name: string;
}

export const executionOf = (executionArn: string): Execution => ({
  executionArn,
  name: executionArn.slice(executionArn.lastIndexOf(':') + 1),
});

/** The machine that runs an incident: the playbook's own, or its undo. */
export const machineOf = (meta: Pick<Meta, 'kind' | 'playbook'>): string =>
  `${required('CORDON_MACHINE_PREFIX')}${meta.kind === 'undo' ? 'undo-' : ''}${meta.playbook}`;

/** One line of JSON per message, so that nothing in a finding can forge a line of the log. */
export const log = (message: string, fields: Readonly<Record<string, string | number | boolean>> = {}): void => {
  process.stdout.write(`${safeJson({ message, ...fields })}\n`);
};

/** What went wrong, for a log or a record: the name and the first line, never a stack. */
export const problemOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'an unknown error';
  const named = ['Error', 'PlaybookError'].includes(error.name) ? '' : `${error.name}: `;
  return `${named}${error.message}`.replace(/\s+/g, ' ').slice(0, 300);
};
