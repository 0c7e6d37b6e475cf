import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { IncidentView, Preview } from '../incidents/views';
import { routeFinding } from '../playbooks/index';
import type { Finding } from '../playbooks/kit/finding';
import { parseFinding } from '../playbooks/kit/parse-finding';
import { targetKey } from '../playbooks/kit/target-key';
import { CliError, EXIT } from './exit';
import { pathOf } from './follow';
import { type Hub, type HubOptions, openHub, withHub } from './hub';
import { readIncidents } from './list';
import { readDocuments } from './read-documents';
import { compare, type Decision, type Replayed, routed, stepsOf } from './replay-compare';
import { paint, plain, printJson, printLines } from './style';

interface ReplayOptions extends HubOptions {
  readonly month?: string;
  readonly plans?: boolean;
  readonly against?: string;
}

const replayed = (
  from: string,
  finding: Finding,
  before: Decision | undefined,
  seen: Partial<Decision> = {},
): Replayed => {
  const { decision, why } = routed(finding);
  const now = { ...decision, ...seen };
  const { id, type, severity } = finding;
  const kept = before ? { before } : {};
  return { finding: { id, type, severity }, from, ...kept, now, why, differences: before ? compare(before, now) : [] };
};

const thenOf = ({ playbook, version, target, plan, request }: IncidentView): Decision => ({
  playbook,
  version,
  target: targetKey(target),
  ...(plan ? { risk: plan.risk, mode: plan.mode, steps: stepsOf(plan.steps) } : {}),
  ...(request ? { needed: request.policy.needed } : {}),
});

/** What the hub would plan for the same target now, as it stands now. */
const planNow = async (hub: Hub, finding: Finding): Promise<Partial<Decision>> => {
  const { playbook, target } = routeFinding(finding);
  const preview = await hub.post<Preview>('/previews', { playbook: playbook.id, target });
  return preview.kind === 'plan'
    ? { risk: preview.plan.risk, mode: preview.plan.mode, steps: stepsOf(preview.plan.steps) }
    : { steps: {} };
};

const MANY = 1000;

const fromHub = async (options: ReplayOptions): Promise<readonly Replayed[]> => {
  const hub = await openHub(options);
  const incidents = await readIncidents(hub.get, { month: options.month, limit: MANY });
  const all: Replayed[] = [];
  for (const [index, { incidentId }] of incidents.entries()) {
    if (process.stderr.isTTY) process.stderr.write(`\r${index + 1} of ${incidents.length} incidents`);
    const view = await hub.get<IncidentView>(pathOf(incidentId));
    for (const { finding } of view.findings) {
      const seen = options.plans && view.plan ? await planNow(hub, finding) : {};
      all.push(replayed(incidentId, finding, thenOf(view), seen));
    }
  }
  if (process.stderr.isTTY && incidents.length > 0) process.stderr.write('\r\u001b[K');
  return all;
};

/** Decisions of an earlier `cordon replay --json`, by finding id. */
const savedDecisions = (path: string): ReadonlyMap<string, Decision> => {
  try {
    const saved = JSON.parse(readFileSync(path, 'utf8')) as readonly Replayed[];
    return new Map(saved.map(({ finding, now }) => [finding.id, now]));
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be read';
    throw new CliError(EXIT.input, `${path} is not what cordon replay --json printed: ${why}`, '--against');
  }
};

const fromFiles = (files: readonly string[], { against }: ReplayOptions): readonly Replayed[] => {
  const before = against ? savedDecisions(against) : new Map<string, Decision>();
  return files.flatMap(readDocuments).map((read) => {
    const parsed = read.ok ? parseFinding(read.document) : read;
    if (!parsed.ok)
      throw new CliError(EXIT.input, `${parsed.refusal.path} ${parsed.refusal.message}`.replace(/^\$ /, ''), read.name);
    return replayed(read.name, parsed.finding, before.get(parsed.finding.id));
  });
};

const lines = ({ finding, from, before, now, why, differences }: Replayed): readonly string[] => {
  const head = `${plain(finding.type)}, severity ${finding.severity.toFixed(1)} · ${plain(from)}`;
  if (!before) return [`${head}`, `  ${paint('green', `→ ${now.playbook}`)}: ${plain(why)}`];
  if (differences.length === 0) return [`${head}`, `  = ${now.playbook}, as decided then`];
  return [
    paint('bold', head),
    ...differences.map((one) => `  ${paint('yellow', '≠')} ${one.what}: ${plain(one.before)} → ${plain(one.now)}`),
    `  ${plain(why)}`,
  ];
};

const summary = (all: readonly Replayed[]): string => {
  const compared = all.filter(({ before }) => before);
  const differ = compared.filter(({ differences }) => differences.length > 0);
  const findings = `${all.length} finding${all.length === 1 ? '' : 's'}`;
  if (compared.length === 0) return `${findings}; nothing to compare with.`;
  return `${findings}, ${compared.length} compared, ${differ.length} would be decided differently.`;
};

const replay = async (files: readonly string[], options: ReplayOptions): Promise<void> => {
  const all = files.length > 0 ? fromFiles(files, options) : await fromHub(options);
  if (options.json) printJson(all);
  else printLines([...all.flatMap(lines), summary(all)]);
  if (all.some(({ differences }) => differences.length > 0)) process.exitCode = EXIT.otherwise;
};

const HELP = `
Examples:
  cordon replay --month 2026-11                                 what the hub has stored, against the playbooks of this checkout
  cordon replay --month 2026-11 --plans                         the plans too, made for the targets as they are now
  cordon replay findings/*.json --json > before.json            then change a playbook, and
  cordon replay findings/*.json --against before.json           see what it changes

Nothing is opened, asked or changed.`;

export const replayCommand = (): Command =>
  withHub(
    new Command('replay').description(
      'Runs stored findings through the current playbooks and shows what would be decided differently.',
    ),
  )
    .argument('[file...]', 'files with findings; without any, the findings that the hub has stored')
    .option('--month <yyyy-mm>', 'only incidents opened in this month')
    .option('--plans', 'make the plans too: the hub looks at the targets as they are now')
    .option('--against <file>', 'what an earlier cordon replay --json printed for the same files')
    .addHelpText('after', HELP)
    .action(replay);
