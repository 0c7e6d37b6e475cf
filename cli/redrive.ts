import { Command } from 'commander';
import type { QueuesView, Redrive } from '../incidents/views';
import { reasonFrom } from './ask';
import { CliError, EXIT } from './exit';
import { type HubOptions, openHub, withHub } from './hub';
import { columns, paint, printJson, printLines } from './style';

interface RedriveOptions extends HubOptions {
  readonly max?: string;
  readonly reason?: string;
}

const LIMIT = 200;

const maxOf = (text: string | undefined): number => {
  const max = Number(text ?? 100);
  if (Number.isInteger(max) && max >= 1 && max <= LIMIT) return max;
  throw new CliError(EXIT.input, `must be a number from 1 to ${LIMIT}`, '--max');
};

const line = ({ name, waiting, parked }: QueuesView['queues'][number]): readonly string[] => [
  parked > 0 ? paint('red', '✕ parked') : paint('green', '✓ clear'),
  name,
  `${parked} parked`,
  `${waiting} waiting`,
];

const list = async (options: RedriveOptions): Promise<void> => {
  const hub = await openHub(options);
  const { queues } = await hub.get<QueuesView>('/queues');
  if (options.json) printJson(queues);
  else printLines(columns(queues.map(line)));
};

const redrive = async (queue: string | undefined, options: RedriveOptions): Promise<void> => {
  if (queue === undefined) return list(options);
  const max = maxOf(options.max);
  const reason = await reasonFrom(options.reason);
  const hub = await openHub(options);
  const done = await hub.post<Redrive>('/redrive', { queue, max, reason });
  if (options.json) return printJson(done);
  const left = done.left > 0 ? ` About ${done.left} are still parked: run it again.` : '';
  console.log(done.moved === 0 ? `${queue} has nothing parked.` : `Put ${done.moved} back into ${queue}.${left}`);
};

const HELP = `
Examples:
  cordon redrive
  cordon redrive urgent --reason "the record's table was throttled; raised by now"
  cordon redrive slack-post --max 10 --reason "one batch first, to see whether it works now"

A message is parked when it failed several times. Find the cause first: what fails again is parked again, and the alarm with it.
Putting back what was worked already does no harm. Who did it, and why, goes into the audit trail.`;

export const redriveCommand = (): Command =>
  withHub(new Command('redrive').description('Puts parked messages back to be worked, once their cause is mended.'))
    .argument('[queue]', 'urgent, routine, keep-audit, follow-record or slack-post; lists all when none is given')
    .option('--max <number>', 'at most so many', '100')
    .option('--reason <text>', 'what was mended; it is kept')
    .addHelpText('after', HELP)
    .action(redrive);
