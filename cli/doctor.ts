import { Command } from 'commander';
import { type Check, laptopChecks } from './doctor-checks';
import { EXIT } from './exit';
import { findStage } from './stage';
import { columns, paint, plain, printJson, printLines } from './style';

const MARKS: Readonly<Record<Check['status'], string>> = { ok: '✓', warn: '!', missing: '✕' };
const STYLES = { ok: 'green', warn: 'yellow', missing: 'red' } as const;

const stageCheck = async (): Promise<Check> => {
  const stage = await findStage();
  return {
    name: 'Stage',
    status: 'ok',
    found: stage
      ? `npm start is up${stage.operator ? `, people: ${stage.operator.profiles.join(', ')}` : ''}`
      : 'npm start is not up',
  };
};

const doctor = async (options: { readonly json?: boolean }): Promise<void> => {
  const checks = [...(await laptopChecks()), await stageCheck()];
  const missing = checks.filter(({ status }) => status === 'missing');
  if (options.json) printJson(checks);
  else {
    const rows = columns(
      checks.map(({ name, status, found }) => [paint(STYLES[status], MARKS[status]), name, plain(found)]),
    );
    printLines(rows.flatMap((row, at) => [row, ...(checks[at]?.cure ? [`     → ${checks[at].cure}`] : [])]));
    const count = missing.length === 1 ? '1 thing is missing' : `${missing.length} things are missing`;
    console.log(missing.length === 0 ? 'This machine has what Cordon needs.' : `${count}.`);
  }
  if (missing.length > 0) process.exitCode = EXIT.otherwise;
};

export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('Checks what this machine needs to run Cordon; each failure comes with its cure.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  cordon doctor\n  cordon doctor --json')
    .action(doctor);
