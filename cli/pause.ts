import { Command } from 'commander';
import type { Pause } from '../incidents/control';
import { confirmed, reasonFrom } from './ask';
import { type HubOptions, openHub, withHub } from './hub';
import { at, printJson } from './style';

interface PauseOptions extends HubOptions {
  readonly reason?: string;
  readonly yes?: boolean;
  readonly status?: boolean;
}

const sentence = ({ paused, by, reason, at: when }: Pause): string => {
  if (paused) return `⏸ Paused by ${by} since ${at(when)}: ${reason}. No step changes anything.`;
  return when
    ? `▶ Changes are allowed, since ${at(when)} by ${by}: ${reason}.`
    : '▶ Changes are allowed; it was never paused.';
};

const throwSwitch = async (paused: boolean, options: PauseOptions): Promise<void> => {
  const hub = await openHub(options);
  const tell = (pause: Pause): void => (options.json ? printJson(pause) : console.log(sentence(pause)));
  if (options.status) return tell(await hub.get<Pause>('/pause'));
  const reason = await reasonFrom(options.reason);
  // Stopping everything is safe and may be urgent; letting everything go on is neither.
  if (!paused) await confirmed(`Allow changes again on ${hub.where}?`, options.yes === true);
  return tell(await hub.post<Pause>('/pause', { paused, reason }));
};

export const pauseCommand = (): Command =>
  withHub(new Command('pause').description('The kill switch: no step of any run changes anything until `resume`.'))
    .option('--reason <text>', 'why; someone is paged with it')
    .option('--status', 'only say whether it is paused')
    .addHelpText(
      'after',
      '\nExamples:\n  cordon pause --reason "wrong playbook version deployed"\n  cordon pause --status',
    )
    .action((options: PauseOptions) => throwSwitch(true, options));

export const resumeCommand = (): Command =>
  withHub(new Command('resume').description('Allows changes again after `pause`.'))
    .option('--reason <text>', 'why')
    .option('--yes', 'do not ask first')
    .addHelpText('after', '\nExample:\n  cordon resume --reason "version rolled back"')
    .action((options: PauseOptions) => throwSwitch(false, options));
