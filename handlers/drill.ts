import { randomUUID } from 'node:crypto';
import { putEvent } from '../adapters/events';
import { loadSettings } from '../adapters/settings';
import { drillEvent } from '../playbooks/kit/drill';
import type { Settings } from '../playbooks/kit/settings';
import type { Target } from '../playbooks/kit/target';
import { log } from './wiring';

const HOUR_MS = 3_600_000;

/** Another target each hour, so that each is used in turn. */
export const targetOfHour = ({ drills }: Settings, now: Date): Target | undefined =>
  drills?.targets[Math.floor(now.getTime() / HOUR_MS) % drills.targets.length];

/** Publishes one drill. What becomes of it is seen by the sweeper, and its absence by an alarm. */
export const handler = async (): Promise<{ readonly drill: string }> => {
  const [settings, now] = [loadSettings(), new Date()];
  const target = targetOfHour(settings, now);
  if (!target) return { drill: 'no drill target is configured' };
  const id = randomUUID();
  const { source, detailType, detail } = drillEvent(target, id, now, settings.hub.region);
  await putEvent(source, detailType, detail);
  log('a drill was published', { id, target: target.id });
  return { drill: id };
};
