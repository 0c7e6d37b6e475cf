import { measureStorm, type Say } from './measure';
import { missedInStorm, stormJson, stormText } from './report';

const SIZE = { events: 10_000, perTarget: 20 } as const;

/** The size of the storm: as the command line asks, with as many targets to an event as there are without. */
const stormSize = (events: number = SIZE.events) => ({
  events,
  targets: Math.ceil(events / SIZE.perTarget),
  name: 'storm',
});

/** Raises a stage for the storm alone. Gives the exit code. */
export const stormAlone = async (json: boolean, events?: number): Promise<number> => {
  const say: Say = json ? () => undefined : (line) => console.log(line);
  const results = await measureStorm(stormSize(events), say);
  console.log(json ? JSON.stringify(stormJson(results), null, 2) : `\n${stormText(results)}`);
  for (const sentence of missedInStorm(results)) console.error(`MISSED: ${sentence}`);
  return missedInStorm(results).length === 0 ? 0 : 1;
};
