import { Command } from 'commander';
import type { Preview } from '../incidents/views';
import { type Route, routeFinding } from '../playbooks/index';
import { type Finding, severityBand } from '../playbooks/kit/finding';
import type { Made } from '../playbooks/kit/make-plan';
import { parseFinding } from '../playbooks/kit/parse-finding';
import { callsOf } from './calls-of';
import { runCostOf } from './cost/run-cost';
import { EXIT } from './exit';
import { type Hub, type HubOptions, openHub, withHub } from './hub';
import type { Answer, Look } from './plan-answer';
import { printAnswer } from './print-plan';
import { type Read, readDocuments } from './read-documents';
import { findStage, type Stage } from './stage';
import { printJson } from './style';

const leftOut = ({ sample, archived }: Finding): 'sample' | 'archived' | undefined => {
  if (sample) return 'sample';
  return archived ? 'archived' : undefined;
};

const shown = (made: Made): Look => {
  if (made.kind !== 'plan') return { facts: made.facts, noPlan: { kind: made.kind, why: made.why } };
  const { facts, ...plan } = made.draft;
  return { facts, plan };
};

const look = async (stage: Stage, { playbook, target }: Route, finding: Finding): Promise<Look> => {
  // Loaded only when there is something to look at: the SDK takes longer than everything else here.
  const { lookAround }: typeof import('./look-around') = require('./look-around');
  try {
    return shown(await lookAround(stage, playbook, target, finding));
  } catch (error) {
    const why = error instanceof Error ? error.message : 'the plan could not be made';
    return { facts: [], noPlan: { kind: 'failed', why } };
  }
};

/** Reads the target as it is now: on the emulators, or through the hub. */
type Looker = (route: Route, finding: Finding) => Promise<Look>;

const byHub =
  (hub: Hub): Looker =>
  async ({ playbook, target }) => {
    const preview = await hub.post<Preview>('/previews', { playbook: playbook.id, target });
    if (preview.kind === 'no-plan')
      return { facts: preview.facts, noPlan: { kind: 'not-applicable', why: preview.why } };
    const { facts, ...plan } = preview.plan;
    return { facts, plan };
  };

const lookerFor = async (options: PlanOptions): Promise<Looker | undefined> => {
  if (options.hub) return byHub(await openHub(options));
  const stage = await findStage();
  return stage ? (route, finding) => look(stage, route, finding) : undefined;
};

const answer = async (read: Read, looker: Looker | undefined): Promise<Answer> => {
  if (!read.ok) return { file: read.name, ok: false, refusal: read.refusal };
  const parsed = parseFinding(read.document);
  if (!parsed.ok) return { file: read.name, ok: false, refusal: parsed.refusal };
  const { finding } = parsed;
  const { id, type, severity, accountId, region, title } = finding;
  const route = routeFinding(finding);
  const out = leftOut(finding);
  const runCost = runCostOf(route.playbook.id);
  return {
    file: read.name,
    ok: true,
    finding: { id, type, severity, band: severityBand(severity), accountId, region, title },
    ...(out ? { leftOut: out } : {}),
    playbook: route.playbook.id,
    target: route.target,
    why: route.why,
    passedOver: route.passedOver,
    calls: callsOf(route.playbook),
    ...(runCost === undefined ? {} : { runCost }),
    ...(looker && !out ? { look: await looker(route, finding) } : {}),
  };
};

interface PlanOptions extends HubOptions {
  readonly hub?: boolean;
}

const plan = async (files: readonly string[], options: PlanOptions): Promise<void> => {
  const looker = await lookerFor(options);
  const answers: Answer[] = [];
  for (const read of files.flatMap(readDocuments)) answers.push(await answer(read, looker));
  if (options.json) printJson(answers);
  else for (const one of answers) console.log(printAnswer(one));
  if (answers.some(({ ok }) => !ok)) process.exitCode = EXIT.input;
};

const HELP = `
Examples:
  cordon plan finding.json
  aws guardduty get-findings --detector-id … --finding-ids … | cordon plan -
  cordon plan finding.json --hub --profile security

Exits with 0, or with 2 when an input was refused. Nothing is changed. Without --hub nothing is asked of AWS:
where npm start is up, its emulated accounts are looked at.`;

export const planCommand = (): Command =>
  withHub(
    new Command('plan').description(
      'Says for each finding which playbook answers it and why, by which AWS calls, with risk, undo and, once the account is looked at, facts and cost.',
    ),
  )
    .argument(
      '<file...>',
      'JSON files with one finding each, as EventBridge or GetFindings gives it; "-" is standard input',
    )
    .option('--hub', 'let the hub look at the account and make the plan; it opens nothing')
    .addHelpText('after', HELP)
    .action(plan);
