import type { Button, ContextBlock, HeaderBlock, KnownBlock, SectionBlock } from '@slack/types';
import type { FindingRow, IncidentRecord, Origin } from '../../incidents/model';
import { severityBand } from '../../playbooks/kit/finding';
import { accountOf, type Settings } from '../../playbooks/kit/settings';
import type { Target } from '../../playbooks/kit/target';
import type { CardInput } from './card';
import { stateText } from './state';
import { cleaned, code, domain, fitting, mrkdwn, person, plain, plural, safe, when } from './text';

// The blocks that cards share. A card is a header, what it is about, what happens or happened, and a line of ids.

export const title = (text: string): HeaderBlock => ({ type: 'header', text: plain(text, 150) });
/** Every state has an icon and a word; colour and icon alone say nothing to many readers. */
export const header = (record: IncidentRecord): HeaderBlock => title(`${stateText(record)} · ${headline(record)}`);
export const section = (text: string): SectionBlock => ({ type: 'section', text: mrkdwn(text || '–') });
export const context = (...texts: readonly string[]): ContextBlock => ({
  type: 'context',
  elements: texts.filter((text) => text !== '').map((text) => mrkdwn(text)),
});

/** What the buttons carry: which request, and which revision of it the reader sees. */
export const pointer = (record: IncidentRecord): string =>
  JSON.stringify({ r: record.meta.incidentId, v: record.meta.revision });

export const button = (
  record: IncidentRecord,
  actionId: string,
  label: string,
  spoken: string,
  style?: 'primary' | 'danger',
): Button => ({
  type: 'button',
  action_id: actionId,
  text: plain(label, 75),
  value: pointer(record),
  accessibility_label: cleaned(spoken, 75),
  ...(style ? { style } : {}),
});

/** "i-0abc… (web-1)". Plain text: the caller escapes. */
export const targetLabel = ({ id, name }: Target): string => (name && name !== id ? `${id} (${name})` : id);

/** "Isolate i-0abc… (web-1)": the verb carries its object. Plain text. */
export const headline = ({ meta, plan, look }: IncidentRecord): string =>
  plan?.headline ?? look?.headline ?? `${meta.playbook} on ${targetLabel(meta.target)}`;

export const isDrill = ({ meta }: IncidentRecord): boolean => meta.origin.by === 'drill';
export const isDryRun = ({ plan }: IncidentRecord): boolean => plan?.mode === 'dry-run';

/** Its findings, the most severe first. */
export const worstFirst = (record: IncidentRecord): readonly FindingRow[] =>
  [...record.findings].sort(
    (a, b) => b.finding.severity - a.finding.severity || (a.lastReceivedAt < b.lastReceivedAt ? 1 : -1),
  );

const severityText = (severity: number): string => `severity ${severity.toFixed(1)} ${severityBand(severity)}`;

const actorText = ({ finding }: FindingRow): string => {
  const { action } = finding;
  if (!action) return '';
  const from = [
    action.remoteIp ? code(action.remoteIp) : '',
    action.domain ? domain(action.domain) : '',
    action.remoteOrg ? safe(action.remoteOrg, 60) : '',
    action.remoteCountry ? safe(action.remoteCountry, 40) : '',
  ];
  const what = [action.api ? code(action.api, 80) : '', action.userAgent ? `with ${code(action.userAgent, 80)}` : ''];
  return [...what, ...from].filter((part) => part !== '').join(' · ');
};

const findingLines = (row: FindingRow): readonly string[] => {
  const { finding, count, deliveries } = row;
  const delivered = deliveries > 1 ? `, delivered ${deliveries}×` : '';
  const actor = actorText(row);
  const seen = `seen ${count}×${delivered} · ${when(finding.firstSeen ?? finding.createdAt)} to ${when(finding.lastSeen ?? finding.updatedAt)}`;
  return [
    `*${safe(finding.title, 200)}*`,
    `${safe(finding.type, 120)} · ${severityText(finding.severity)} · ${seen}`,
    ...(actor ? [`Actor: ${actor}`] : []),
  ];
};

const startedBy = (origin: Origin, settings: Settings, reason: string | undefined, drill = false): string => {
  const why = reason ? ` Reason: “${safe(reason, 300)}”` : '';
  switch (origin.by) {
    case 'console':
      return `⚠️ *Requester unverified.* Started by hand from the Step Functions console; nobody can verify by whom.${why}`;
    case 'person': {
      const known = settings.people.find(({ id }) => id === origin.personId);
      const who = known ? person(known.slack) : safe(origin.personId, 60);
      return drill
        ? `🎯 *DRILL.* ${who} made this to be thrown away, and asks to see it contained and put back. Nothing happened; the change is real, and an approval is needed as for any other.`
        : `Started by ${who}.${why}`;
    }
    case 'cordon':
      return `Started by Cordon: ${safe(origin.because, 300)}${why}`;
    case 'drill':
      return '🎯 *DRILL.* Cordon asks itself this each hour, to prove that a request reaches you. Nothing happened, and nothing will be changed: nobody has to answer.';
    case 'finding':
      return why.trim();
  }
};

const TYPES = 3;

/** "24× Trojan:EC2/DNSDataExfiltration, Recon:EC2/Portscan", the most frequent first. */
const byType = (rows: readonly FindingRow[]): string => {
  const counts = new Map<string, number>();
  for (const { finding } of rows) counts.set(finding.type, (counts.get(finding.type) ?? 0) + 1);
  const all = [...counts].sort((a, b) => b[1] - a[1]);
  const shown = all.slice(0, TYPES).map(([type, count]) => `${count > 1 ? `${count}× ` : ''}${safe(type, 80)}`);
  return `${shown.join(', ')}${all.length > TYPES ? ', …' : ''}`;
};

/** What it is about: the worst finding in full, how many there are, and who started it when a person did. */
export const about = ({ record, settings }: CardInput): SectionBlock => {
  const [worst, ...others] = worstFirst(record);
  const more = others.length > 0 ? [`${plural(others.length, 'other finding')}: ${byType(others)}`] : [];
  const started = startedBy(record.meta.origin, settings, record.meta.reason, record.meta.drill !== undefined);
  const lines = [...(worst ? findingLines(worst) : []), ...more, ...(started ? [started] : [])];
  return section(fitting(lines.length > 0 ? lines : ['No finding: nothing more is known about the cause.'], 1500));
};

/** Where it is, whose it is, how far it matters. */
export const fields = ({ record, settings }: CardInput): SectionBlock => {
  const { target } = record.meta;
  const account = accountOf(settings, target.accountId);
  const environment = account.environment === 'unknown' ? 'unknown, counts as production' : account.environment;
  const owner = record.plan?.owner;
  return {
    type: 'section',
    fields: [
      mrkdwn(`*Target*\n${code(targetLabel(target), 150)}`),
      mrkdwn(`*Account*\n${safe(account.name, 60)} ${code(target.accountId)} · ${safe(target.region, 30)}`),
      mrkdwn(`*Environment*\n${environment}`),
      mrkdwn(`*Owner*\n${owner ? safe(owner, 100) : 'not known'}`),
    ],
  };
};

/** Which request this is, so that it can be found again and checked against the command line. */
export const ids = ({ meta, plan }: IncidentRecord): ContextBlock =>
  context(
    `${code(meta.incidentId)} · revision ${meta.revision} · ${safe(meta.playbook, 60)} v${meta.version}${plan ? ` · plan ${code(plan.digest.slice(0, 8))}` : ''}`,
  );

/** What everybody must see when nothing will be, or was, really changed. */
export const dryRunNotice = (record: IncidentRecord): readonly KnownBlock[] =>
  isDryRun(record) && !isDrill(record)
    ? [
        section(
          '🧪 *Dry run.* This account is not switched on: every step is checked and nothing is changed, whoever approves.',
        ),
      ]
    : [];

export const names = (settings: Settings, personIds: readonly string[]): string =>
  personIds
    .map((id) => settings.people.find((known) => known.id === id))
    .flatMap((known, index) => (known ? [person(known.slack)] : [safe(personIds[index] ?? '', 60)]))
    .join(', ');
