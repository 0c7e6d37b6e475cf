import { randomUUID } from 'node:crypto';
import { putEvent } from '../adapters/events';
import { loadSettings } from '../adapters/settings';
import { DRILL_ID, drillEvent, whyNoFullDrill } from '../playbooks/kit/drill';
import type { Settings } from '../playbooks/kit/settings';
import type { Target } from '../playbooks/kit/target';
import { log } from './wiring';

const HOUR_MS = 3_600_000;

/** Another target each hour, so that each is used in turn. */
export const targetOfHour = ({ drills }: Settings, now: Date): Target | undefined =>
  drills?.targets[Math.floor(now.getTime() / HOUR_MS) % drills.targets.length];

/** What the operator API asks for on behalf of a person, once the drill is on record. */
interface Full {
  readonly id: string;
  readonly target: Target;
  readonly accessKeyId?: string;
}

/** Its clock wakes it with something else. Checked by the operator API, and by the intake once more: here is no schema to load. */
const fullIn = (event: unknown): Full | undefined => {
  const full: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, 'full') : undefined;
  if (typeof full !== 'object' || full === null) return undefined;
  if (DRILL_ID.test(String(Reflect.get(full, 'id')))) return full as Full;
  throw new Error('A full drill needs an id: drill- and a random UUID.');
};

const publish = async (settings: Settings, target: Target, id: string, accessKeyId?: string): Promise<Drilled> => {
  const { source, detailType, detail } = drillEvent(target, id, new Date(), settings.hub.region, accessKeyId);
  await putEvent(source, detailType, detail);
  log('a drill was published', { id, target: target.id });
  return { drill: id };
};

interface Drilled {
  readonly drill: string;
}

/** Publishes one drill: the one that is asked for, or the hour's. What becomes of it is seen by the sweeper, and its absence by an alarm. */
export const handler = async (event?: unknown): Promise<Drilled> => {
  const settings = loadSettings();
  const wanted = fullIn(event);
  if (wanted) {
    const because = whyNoFullDrill(settings, wanted.target.accountId);
    if (because !== undefined) throw new Error(because);
    return publish(settings, wanted.target, wanted.id, wanted.accessKeyId);
  }
  const target = targetOfHour(settings, new Date());
  return target ? publish(settings, target, randomUUID()) : { drill: 'no drill target is configured' };
};
