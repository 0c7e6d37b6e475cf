import type { AuditRow, JournalRow } from '../incidents/model';
import type { IncidentView, May } from '../incidents/views';
import { factLines, planLines } from './plan-lines';
import { stateOf, turnOf } from './state-words';
import { at, columns, list, paint, plain, relative, span } from './style';

const named = (view: IncidentView, id: string): string => plain(view.names[id] ?? id);

const headLines = (view: IncidentView, now: Date): readonly string[] => {
  const state = stateOf(view);
  const turn = turnOf(view, now);
  const { account, target } = view;
  return [
    `${paint('bold', view.incidentId)}  ${paint(state.style, `${state.icon} ${state.word}`)}  ${plain(view.headline)}`,
    `  ${plain(view.sentence)}`,
    ...(turn && view.startAfter ? [`  ${turn}: ${at(view.startAfter)}`] : []),
    `  ${target.kind} ${target.id}${target.name ? ` (${plain(target.name)})` : ''} · ${plain(account.name)} ${account.id} (${account.environment}) · ${target.region}`,
    `  opened ${at(view.openedAt)} by ${plain(view.openedBy)}${view.reason ? `: ${plain(view.reason)}` : ''}`,
  ];
};

const findingLines = ({ findings }: IncidentView): readonly string[] =>
  list(
    'Findings',
    findings.map(
      ({ finding, count }) =>
        `${finding.type} · severity ${finding.severity.toFixed(1)} · seen ${count}× · ${finding.title}`,
    ),
  );

const approvalLines = (view: IncidentView, now: Date): readonly string[] => {
  const { request } = view;
  if (!request) return [];
  const votes = view.votes
    .filter(({ revision }) => revision === request.revision)
    .map(
      ({ personId, vote, reason, at: when, door }) =>
        `${vote === 'approve' ? '✓' : '✕'} ${named(view, personId)} ${vote === 'approve' ? 'approved' : 'denied'} ${at(when)} (${door})${reason ? `: ${reason}` : ''}`,
    );
  const waiting = request.status === 'PENDING' ? `, expires ${relative(request.expiresAt, now)}` : '';
  return list('Approval', [
    `${request.status.toLowerCase()}, ${request.approvals} of ${request.policy.needed}, revision ${request.revision}, plan ${request.digest.slice(0, 8)}${waiting}`,
    ...votes,
    ...(request.status === 'PENDING' ? [`may decide: ${view.approvers.join(', ') || 'nobody'}`] : []),
  ]);
};

const STEP_ICONS: Readonly<Record<JournalRow['status'], string>> = {
  captured: '…',
  done: '✓',
  failed: '✕',
  skipped: '–',
  'would do': '○',
  refused: '✕',
};

const journalLines = ({ journal, plan }: IncidentView): readonly string[] =>
  list(
    'Steps',
    journal.map((row) => {
      const title = plan?.steps.find(({ id }) => id === row.step)?.title ?? row.step;
      const said = row.problem ?? row.saw ?? '';
      const undo = row.undo ? ` · ${row.undo.status}: ${row.undo.detail}` : '';
      return `${STEP_ICONS[row.status]} ${title}: ${row.status}${said ? `, ${said}` : ''}${undo}`;
    }),
  );

const SPLIT = [
  ['provider', 'providerSeconds'],
  ['machine', 'machineSeconds'],
  ['people', 'humanSeconds'],
  ['read-back', 'verifySeconds'],
] as const;

const splitLine = ({ split }: IncidentView): readonly string[] => {
  const known = SPLIT.flatMap(([word, key]) => {
    const seconds = split[key];
    return seconds === undefined ? [] : [`${word} ${span(seconds)}`];
  });
  return list('Time', known.length > 0 ? [known.join(' · ')] : []);
};

export const auditLine = ({ seq, at: when, actor, text }: AuditRow): readonly string[] => [
  String(seq).padStart(3),
  new Date(when).toLocaleTimeString(),
  plain(actor),
  plain(text),
];

const keptText = ({ rows, kept }: { readonly rows: number; readonly kept: number }): string =>
  kept >= rows ? ', and its copy agrees' : `, its copy agrees up to row ${kept}`;

const auditLines = ({ audit, chain }: IncidentView): readonly string[] => [
  paint(
    'bold',
    `Audit trail, ${chain.ok ? `chain of ${chain.rows} rows holds${keptText(chain)}` : `CHAIN BROKEN: ${chain.problem}`}`,
  ),
  ...columns(audit.map(auditLine)).map((line) => `  ${line}`),
];

const mayLines = ({ may, stage }: IncidentView): readonly string[] => {
  const say = (verb: string, answer: May): readonly string[] => (answer.ok ? [verb] : []);
  const verbs = [
    ...say('decide', may.decide),
    ...say('retry', may.retry),
    ...say('undo', may.undo),
    ...say('keep', may.keep),
  ];
  if (verbs.length > 0) return list('You may', [verbs.join(', ')]);
  return stage === 'waiting' && !may.decide.ok
    ? list('You may not decide', [
        `${may.decide.because}${may.decide.ask.length > 0 ? `; ask ${may.decide.ask.join(', ')}` : ''}`,
      ])
    : [];
};

/** One incident on a terminal, most telling first. */
export const incidentLines = (view: IncidentView, now: Date): readonly string[] => [
  ...headLines(view, now),
  ...(view.outcomeDetail ? [`  ${plain(view.outcomeDetail)}`] : []),
  ...findingLines(view),
  ...(view.plan ? planLines(view.plan) : []),
  ...(view.plan ? factLines(view.plan.facts) : view.look ? factLines(view.look.facts) : []),
  ...approvalLines(view, now),
  ...journalLines(view),
  ...splitLine(view),
  ...auditLines(view),
  ...mayLines(view),
];
