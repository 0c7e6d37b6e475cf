/** What is wrong, in full sentences that name the field and what was found, and a value that would do. */
export const problem = (text: string, example: unknown): string => `${text} For example: ${JSON.stringify(example)}.`;
