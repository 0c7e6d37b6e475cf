import { Command } from 'commander';
import type { IncidentView } from '../incidents/views';
import { endLine, exitOf, follow, pathOf } from './follow';
import { type HubOptions, openHub, withHub } from './hub';
import { incidentLines } from './incident-lines';
import { printJson, printLines } from './style';

const show = async (incidentId: string, options: HubOptions & { readonly follow?: boolean }): Promise<void> => {
  const hub = await openHub(options);
  if (!options.follow) {
    const view = await hub.get<IncidentView>(pathOf(incidentId));
    return options.json ? printJson(view) : printLines(incidentLines(view, new Date()));
  }
  const view = await follow(hub, incidentId, (line) => console.error(line));
  if (options.json) printJson(view);
  else printLines([endLine(view)]);
  process.exitCode = exitOf(view);
};

export const showCommand = (): Command =>
  withHub(
    new Command('show').description(
      'Shows one incident: what happened, the plan, the approval, each step and the audit trail.',
    ),
  )
    .argument('<incident>', 'its id, such as inc-a1b2c3d4e5-1')
    .option('--follow', 'stay until it is closed, and say what happens')
    .addHelpText('after', '\nExamples:\n  cordon show inc-a1b2c3d4e5-1\n  cordon show inc-a1b2c3d4e5-1 --follow')
    .action(show);
