export const ENVIRONMENTS = ['production', 'staging', 'development', 'sandbox', 'unknown'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];
