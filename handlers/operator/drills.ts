import { withdraw } from '../../incidents/decide';
import { registerDrill } from '../../incidents/drills';
import type { DrillView } from '../../incidents/views';
import { whyNoFullDrill } from '../../playbooks/kit/drill';
import { regionsOf, type Settings } from '../../playbooks/kit/settings';
import { type Target, targetSchema } from '../../playbooks/kit/target';
import { issueOf } from '../target-input';
import { type Ask, mustRespond, recordOf } from './app';
import { bodies, checked } from './input';
import { Refused, wrong } from './refusal';

const targetFrom = (settings: Settings, given: unknown): Target => {
  const parsed = targetSchema.safeParse(given);
  if (!parsed.success) {
    const { field, message } = issueOf(parsed.error, 'target.');
    throw wrong(field, `${field} ${message}`);
  }
  const { kind, region } = parsed.data;
  if (kind === 'finding') throw wrong('target.kind', 'target.kind must be ec2-instance or iam-user');
  const regions = regionsOf(settings);
  if (region !== 'global' && !regions.includes(region))
    throw wrong('target.region', `target.region must be one that the hub watches: ${regions.join(', ')}`);
  return parsed.data;
};

/**
 * Starts a drill that goes all the way, on something that was made for it. It needs an approval like any other, in which whoever
 * starts it has no vote; and the target has to carry the drill's own tag, which the investigator reads for itself.
 */
export const startDrill = async ({ app, person, door, body }: Ask): Promise<DrillView> => {
  const { id, target: given, accessKeyId } = checked(bodies.drill, body);
  await mustRespond(app, person, 'start a drill');
  const { store } = app;
  const target = targetFrom(store.settings, given);
  if (target.kind === 'iam-user' && accessKeyId === undefined)
    throw wrong('accessKeyId', 'accessKeyId is missing: the drill says that this key of the user is exposed');
  const because = whyNoFullDrill(store.settings, target.accountId);
  if (because !== undefined) throw new Refused(409, 'no-drill', because);
  const registered = await registerDrill(store, { id, target, personId: person.id, door });
  if (registered.kind === 'busy') throw new Refused(409, 'busy', registered.text);
  await app.drill({ full: { id, target, ...(accessKeyId ? { accessKeyId } : {}) } });
  return { incidentId: registered.incidentId };
};

/** Takes the open request of a full drill back, because whoever ran it stopped: what it is about is about to be removed. */
export const endDrill = async (ask: Ask): Promise<{ readonly kind: 'withdrawn' }> => {
  checked(bodies.nothing, ask.body);
  const { app, person, incidentId } = ask;
  await mustRespond(app, person, 'end a drill');
  const { meta, approval } = await recordOf(ask);
  if (meta.drill === undefined)
    throw new Refused(409, 'no-drill', `${incidentId} is no drill that somebody started: decide it.`);
  const open = approval?.status === 'PENDING';
  if (!open || !(await withdraw(app.store, incidentId, `${person.name} ended the drill before its end.`)))
    throw new Refused(409, 'nothing-to-decide', `${incidentId} has no open request.`);
  return { kind: 'withdrawn' };
};
