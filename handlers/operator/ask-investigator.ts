import * as z from 'zod';
import { mayDecide } from '../../incidents/may';
import type { NowView, Preview } from '../../incidents/views';
import { targetOfOurs } from '../target-input';
import { log, problemOf } from '../wiring';
import { type Ask, auditRefusal, playbookOf, recordOf } from './app';
import { bodies, checked } from './input';
import { Refused, wrong } from './refusal';

const rechecked = z.object({
  ok: z.boolean(),
  stale: z.array(z.string()),
  changed: z.array(z.string()),
  revision: z.number(),
});

/** Reads the world again for someone who is about to decide: a stale plan becomes a new revision, so only those who may decide ask for it. */
export const recheck = async (ask: Ask) => {
  checked(bodies.nothing, ask.body);
  const { app, person, incidentId } = ask;
  const record = await recordOf(ask);
  const may = mayDecide(app.store, record, person, app.store.now().toISOString());
  if (!may.ok) {
    const text = `${may.because}${may.ask.length > 0 ? ` Ask ${may.ask.join(', ')}.` : ''}`;
    const open = record.approval?.status === 'PENDING';
    if (open) await auditRefusal(app, incidentId, person.id, text);
    throw new Refused(open ? 403 : 409, open ? 'not-eligible' : 'nothing-to-decide', text);
  }
  const answer = rechecked.parse(await app.investigate(record.meta.playbook, { do: 'recheck', incidentId }));
  return { at: app.store.now().toISOString(), ...answer };
};

// What our own functions answer is typed where it is made; the kind alone is looked at again here.
const nowShape = z.looseObject({ kind: z.enum(['seen', 'unseen']), at: z.string() });
const previewShape = z.looseObject({ kind: z.enum(['plan', 'no-plan']) });

/** The target as it is at this moment. That it cannot be read is an answer too. */
export const now = async (ask: Ask): Promise<NowView> => {
  const { app, incidentId } = ask;
  const { meta } = await recordOf(ask);
  playbookOf(meta.playbook);
  try {
    return nowShape.parse(await app.investigate(meta.playbook, { do: 'look', incidentId })) as unknown as NowView;
  } catch (error) {
    log('the account could not be looked at', { incidentId, problem: problemOf(error) });
    const because = 'Cordon’s investigator gave no answer in time. Look again in a moment.';
    return { kind: 'unseen', at: app.store.now().toISOString(), because, facts: [] };
  }
};

/** What a run by hand would do; nothing is opened. */
export const preview = async ({ app, person, body }: Ask): Promise<Preview> => {
  const asked = checked(bodies.preview, body);
  const playbook = playbookOf(asked.playbook);
  if (!playbook.locks) throw wrong('playbook', `${playbook.id} only looks at findings, so it cannot be run by hand.`);
  const given = targetOfOurs(app.store.settings, playbook, asked.target);
  if (!given.ok) throw wrong(given.field, `${given.field} ${given.message}`);
  const payload = { do: 'preview', target: given.target, personId: person.id };
  return previewShape.parse(await app.investigate(playbook.id, payload)) as unknown as Preview;
};
