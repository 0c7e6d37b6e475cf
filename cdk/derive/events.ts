/** An EventBridge pattern: every list is an “any of”. */
export interface EventPattern {
  readonly source: readonly string[];
  readonly detailType: readonly string[];
  readonly detail: { readonly severity: readonly unknown[] };
}

/** Severity is a number in GuardDuty's events, and thresholds are ≥: 6.95 is routine, 7 is urgent. */
const URGENT_FROM = 7;

export const SOURCE = 'aws.guardduty';
export const DETAIL_TYPE = 'GuardDuty Finding';

const findings = (severity: readonly unknown[]): EventPattern => ({
  source: [SOURCE],
  detailType: [DETAIL_TYPE],
  detail: { severity },
});

/**
 * The two lanes. Together they take every finding, whatever its type: `review-finding` answers what no other playbook does.
 * A finding without a severity goes to the routine lane, whose intake refuses it where an alarm sees it.
 */
export const eventPatterns = (): { readonly urgent: EventPattern; readonly routine: EventPattern } => ({
  urgent: findings([{ numeric: ['>=', URGENT_FROM] }]),
  routine: findings([{ numeric: ['<', URGENT_FROM] }, { exists: false }]),
});
