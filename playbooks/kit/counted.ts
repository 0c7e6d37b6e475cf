/** `1 volume`, `2 volumes`, `1 other instance`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
