import { cannotContain } from '../kit/errors';
import { defineFact, type FactContext } from '../kit/fact';
import { type Finding, severityBand } from '../kit/finding';
import { parseFinding } from '../kit/parse-finding';
import { minute } from '../kit/user-words';

const USES = { guardduty: ['listDetectors', 'getFindings'] } as const;

export interface FindingNow {
  /** Undefined when GuardDuty no longer has it: it keeps findings for 90 days. */
  readonly now: Finding | undefined;
  /** What is different from the finding that arrived, in words. */
  readonly changed: readonly string[];
}

/** The finding that arrived, or the one that a hand-made run looks at. */
const findingIdOf = ({ finding, target }: FactContext<typeof USES>): string => {
  const id = finding?.id ?? (target.kind === 'finding' ? target.id : undefined);
  if (!id) throw cannotContain('this run was started by hand: there is no finding to read');
  return id;
};

/** The caller's own detector: the one that the event names may be the administrator's. */
const detectorOf = async ({ aws }: FactContext<typeof USES>): Promise<string> => {
  const [detector] = (await aws.guardduty.listDetectors({})).DetectorIds ?? [];
  if (!detector) throw cannotContain('GuardDuty has no detector in this account and Region');
  return detector;
};

const differences = (then: Finding, now: Finding): readonly string[] => [
  ...(now.severity > then.severity
    ? [`severity rose from ${then.severity.toFixed(1)} to ${now.severity.toFixed(1)}`]
    : []),
  ...(now.severity < then.severity
    ? [`severity fell from ${then.severity.toFixed(1)} to ${now.severity.toFixed(1)}`]
    : []),
  ...(now.count > then.count ? [`seen ${now.count - then.count} more times since it arrived`] : []),
  ...(now.archived && !then.archived ? ['archived since it arrived'] : []),
];

const read = async (context: FactContext<typeof USES>): Promise<FindingNow> => {
  const id = findingIdOf(context);
  const detector = await detectorOf(context);
  const [found] = (await context.aws.guardduty.getFindings({ DetectorId: detector, FindingIds: [id] })).Findings ?? [];
  if (!found) return { now: undefined, changed: [] };
  const parsed = parseFinding(found);
  if (!parsed.ok)
    throw cannotContain(`GuardDuty's answer could not be read: ${parsed.refusal.path} ${parsed.refusal.message}`);
  return { now: parsed.finding, changed: context.finding ? differences(context.finding, parsed.finding) : [] };
};

const describe = ({ now, changed }: FindingNow): readonly string[] => {
  if (!now) return ['GuardDuty no longer has this finding; it keeps findings for 90 days'];
  const times = now.count === 1 ? 'once' : `${now.count} times`;
  const state = now.archived ? 'archived' : 'not archived';
  return [
    `severity ${now.severity.toFixed(1)} (${severityBand(now.severity)}), seen ${times}, last updated ${minute(now.updatedAt)}, ${state}`,
    ...changed,
  ];
};

/** GuardDuty's own view at this moment, from the finding's account and Region: details change with every occurrence. */
export const findingNow = defineFact({
  id: 'finding-now',
  title: 'The finding as GuardDuty has it now',
  uses: USES,
  timeoutMs: 5_000,
  read,
  describe,
});
