/** What `cordon` ends with. Scripts may rely on these. */
export const EXIT = {
  done: 0,
  /** Something broke that nobody foresaw. */
  failed: 1,
  /** What was typed or given is wrong. */
  input: 2,
  /** The hub says no: not you, not now, or somebody else was first. */
  refused: 3,
  /** There is no way to the hub: no address, no credentials, no answer. */
  unreachable: 4,
  /** It ran to its end, and the end is not the good one: not contained, a broken chain, a different decision, a missing need. */
  otherwise: 5,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_WORDS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.done, 'done'],
  [EXIT.failed, 'it failed; the message says where'],
  [EXIT.input, 'an input was refused; the message names the field and the cure'],
  [EXIT.refused, 'the hub refused: not you, not now, or somebody else was first'],
  [EXIT.unreachable, 'no way to the hub: address, credentials or network'],
  [
    EXIT.otherwise,
    'it ran to its end, and the answer is no: not contained, broken chain, different decision, missing need',
  ],
];

/** Ends the command with one sentence and its exit code; never with a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    /** What was wrong in what was typed: `--region`, `target.id`. */
    readonly field?: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
