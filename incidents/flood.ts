import { createHash } from 'node:crypto';
import type { Settings } from '../playbooks/kit/settings';

/** So many findings of the routine lane at once are a flood. */
export const FLOOD_OF = 10;

/** Seconds after which an incident that was opened in a flood is investigated: the same for an id each time, spread over all of them. */
export const floodWait = ({ flood: { waitSeconds } }: Settings, incidentId: string): number => {
  const drawn = createHash('sha256').update(`flood ${incidentId}`).digest().readUInt16BE(0) / 2 ** 16;
  return Math.round(waitSeconds.from + drawn * (waitSeconds.to - waitSeconds.from));
};
