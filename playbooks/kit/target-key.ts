import type { Target } from './target';

/** One string per target, equal exactly when the targets are the same thing. Names play no part. */
export const targetKey = (target: Target): string => `${target.kind}/${target.accountId}/${target.region}/${target.id}`;
