import type { InteractiveSlack } from '../adapters/slack';
import type { Store } from '../incidents/store';
import { safeJson } from '../playbooks/kit/json';
import type { Note } from './interaction';

/** What is handed to the function that re-checks for an open dialog. */
export interface DialogRequest {
  readonly note: Note;
  readonly viewId: string;
}

/** Everything that answering a click needs. */
export interface SlackApp {
  readonly store: Store;
  readonly slack: InteractiveSlack;
  /** How what comes is known to be Slack's: by its signature, or by the connection that we opened to Slack. */
  readonly way: 'signed' | 'socket';
  /** Starts the re-check for an open dialog and returns at once. */
  readonly startRecheck: (request: DialogRequest) => Promise<void>;
}

/**
 * How long the calls of one click wait for Slack, all together; a function that has to start first still acknowledges within
 * Slack's three seconds. `telling` is the part that is kept for saying why nothing happened.
 */
export const WAIT_MS = { all: 1500, telling: 300 } as const;

/** The same app for one click or visit, with so much patience for Slack. */
export const patientFor = (app: SlackApp, milliseconds: number): SlackApp => ({
  ...app,
  slack: app.slack.within(milliseconds),
});

/** One line of JSON per message: nothing in a request can forge a line of the log. Never a body, a trigger or a token. */
export const log = (message: string, fields: Readonly<Record<string, string | number>> = {}): void => {
  process.stdout.write(`${safeJson({ message, ...fields })}\n`);
};

/** The name and first line of what went wrong, never a stack. */
export const problemOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}`.replace(/\s+/g, ' ').slice(0, 300) : 'an unknown error';
