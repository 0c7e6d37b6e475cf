import { createInterface } from 'node:readline/promises';
import { CliError, EXIT } from './exit';
import { plain } from './style';

/** A person sits there and can answer. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** A question on the error stream, so that standard output holds the answer alone. */
const ask = async (question: string): Promise<string> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(plain(question))).trim();
  } finally {
    terminal.close();
  }
};

/** Goes on after a yes. Without a terminal it goes on only when `--yes` was given; otherwise it ends with exit code 2. */
export const confirmed = async (question: string, yes: boolean): Promise<void> => {
  if (yes) return;
  if (!canAsk())
    throw new CliError(
      EXIT.input,
      'is needed where nobody can be asked: read the plan above first, then add it',
      '--yes',
    );
  if (!/^y(es)?$/i.test(await ask(`${question} [y/N] `)))
    throw new CliError(EXIT.refused, 'Stopped: nothing was sent.');
};

const REASON_MIN = 3;
const REASON_MAX = 500;

/** The reason given as an option, or asked for on a terminal. */
export const reasonFrom = async (given: string | undefined): Promise<string> => {
  const reason = (given ?? (canAsk() ? await ask('Reason, in a sentence: ') : '')).trim();
  if (reason.length >= REASON_MIN && reason.length <= REASON_MAX) return reason;
  const found = reason.length === 0 ? 'is missing' : `has ${reason.length} characters`;
  throw new CliError(
    EXIT.input,
    `${found}: say why in ${REASON_MIN} to ${REASON_MAX} characters, such as --reason "case 1234, beaconing confirmed"`,
    '--reason',
  );
};

/** What must be typed before something that cannot be taken back. */
export const typedFrom = async (given: string | undefined, targetId: string): Promise<string> => {
  const wanted = targetId.slice(-4);
  const typed =
    given ?? (canAsk() ? await ask(`This cannot be taken back. Type the last four characters of ${targetId}: `) : '');
  if (typed === wanted) return typed;
  throw new CliError(
    EXIT.input,
    `must be the last four characters of ${targetId}, because this cannot be taken back`,
    '--typed',
  );
};
