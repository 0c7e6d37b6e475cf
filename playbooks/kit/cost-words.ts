/** What a plan says when nothing that it makes is kept for money. A test holds it to the measured cost of a run. */
export const OWN_COST = 'Less than one cent for Cordon’s own work; it leaves nothing that is billed.';

/** What is left that is billed, or that nothing is: each plan says one of both. */
export const costOrOwn = (kept: readonly string[]): readonly string[] => (kept.length > 0 ? kept : [OWN_COST]);
