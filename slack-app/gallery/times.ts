const BEGAN = Date.parse('2026-11-20T14:00:00.000Z');

/** Minutes after the made-up story began, as the record has it. */
export const at = (minutes: number): string => new Date(BEGAN + minutes * 60_000).toISOString();
