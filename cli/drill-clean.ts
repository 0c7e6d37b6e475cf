import type { Made } from '../adapters/throw-away';

/** What became of one thing that was made. */
export interface Removed {
  readonly what: string;
  /** What kept it from going, and how it goes by hand. */
  readonly left?: { readonly problem: string; readonly commands: readonly string[] };
}

/** Removes what was made, the last first. Never throws: what stays is told. */
export const removeAll = async (made: readonly Made[], say: (line: string) => void): Promise<readonly Removed[]> => {
  const removed: Removed[] = [];
  for (const { what, commands, remove } of [...made].reverse()) {
    try {
      await remove();
      removed.push({ what });
      say(`✓ removed: ${what}`);
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'it could not be removed';
      removed.push({ what, left: { problem, commands: commands() } });
      say(`✕ not removed: ${what}: ${problem}`);
    }
  }
  return removed;
};

/** For whoever has to remove the rest by hand. */
export const leftLines = (removed: readonly Removed[]): readonly string[] =>
  removed.flatMap(({ what, left }) =>
    left ? [`Still there: ${what}. Remove it with:`, ...left.commands.map((command) => `  ${command}`)] : [],
  );
