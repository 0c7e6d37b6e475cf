import { Command } from 'commander';
import { type Route, routeFinding } from '../playbooks/index';
import { type Finding, severityBand } from '../playbooks/kit/finding';
import type { Made } from '../playbooks/kit/make-plan';
import { parseFinding } from '../playbooks/kit/parse-finding';
import type { Answer, Look } from './plan-answer';
import { printAnswer } from './print-plan';
import { type Read, readDocuments } from './read-documents';
import { findStage, type Stage } from './stage';

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

const answer = async (read: Read, stage: Stage | undefined): Promise<Answer> => {
  if (!read.ok) return { file: read.name, ok: false, refusal: read.refusal };
  const parsed = parseFinding(read.document);
  if (!parsed.ok) return { file: read.name, ok: false, refusal: parsed.refusal };
  const { finding } = parsed;
  const { id, type, severity, accountId, region, title } = finding;
  const route = routeFinding(finding);
  const out = leftOut(finding);
  return {
    file: read.name,
    ok: true,
    finding: { id, type, severity, band: severityBand(severity), accountId, region, title },
    ...(out ? { leftOut: out } : {}),
    playbook: route.playbook.id,
    target: route.target,
    why: route.why,
    passedOver: route.passedOver,
    ...(stage && !out ? { look: await look(stage, route, finding) } : {}),
  };
};

const plan = async (files: readonly string[], json: boolean): Promise<void> => {
  const stage = await findStage();
  const answers: Answer[] = [];
  for (const read of files.flatMap(readDocuments)) answers.push(await answer(read, stage));
  if (json) console.log(JSON.stringify(answers, null, 2));
  else for (const one of answers) console.log(printAnswer(one));
  if (answers.some(({ ok }) => !ok)) process.exitCode = 2;
};

export const planCommand = (): Command =>
  new Command('plan')
    .exitOverride()
    .description(
      'Says for each finding which playbook answers it and why; with the emulators up, also the facts and the steps.',
    )
    .argument(
      '<file...>',
      'JSON files with one finding each, as EventBridge or GetFindings gives it; "-" is standard input',
    )
    .option('--json', 'print a JSON list, one member per finding')
    .addHelpText(
      'after',
      '\nExits with 0, or with 2 when an input was refused. Nothing is changed, and nothing is asked of AWS.',
    )
    .action((files: string[], options: { json?: boolean }) => plan(files, options.json === true));
