/** A moment in plain text, to the minute. Slack shows it by its reader's own clock. */
export const utc = (iso: string): string => `${new Date(iso).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
