import { readAudit, readIncident } from '../../incidents/read';
import type { DialogRequest } from '../../slack-app/app';
import { boltDispatch } from '../../slack-app/bolt';
import { type Door, handleRequest } from '../../slack-app/handle';
import { paint } from '../../slack-app/paint';
import { type FakeInteractive, fakeBulk, fakeInteractive } from './fake-slack';
import { click, form, SECRET, signed, submission } from './requests';
import { type Stage, stage, waiting } from './support';

export interface Scene extends Stage {
  readonly slack: FakeInteractive;
  readonly door: Door;
  readonly rechecks: DialogRequest[];
  readonly incidentId: string;
  /** The card's place, as the poster left it. */
  readonly channel: string;
  readonly ts: string;
}

export const scene = async (plan: Parameters<typeof waiting>[1] = {}): Promise<Scene> => {
  const made = stage();
  const incidentId = await waiting(made, plan);
  await paint({ store: made.store, slack: fakeBulk(), newHolder: () => 'run' }, incidentId);
  const copy = (await readIncident(made.store, incidentId))?.slack?.copies[0];
  const slack = fakeInteractive();
  const rechecks: DialogRequest[] = [];
  const app = {
    store: made.store,
    way: 'signed' as const,
    slack,
    startRecheck: async (request: DialogRequest) => void rechecks.push(request),
  };
  const seen = new Set<string>();
  const takeSignature = async (hash: string) => !seen.has(hash) && seen.add(hash) !== undefined;
  const door: Door = { app, secrets: [{ value: SECRET }], takeSignature, dispatch: boltDispatch(app) };
  return { ...made, slack, door, rechecks, incidentId, channel: copy?.channel ?? '', ts: copy?.ts ?? '' };
};

export const send = (at: Scene, payload: unknown) => handleRequest(at.door, signed(form(payload), at.store.now()));
export const value = (at: Scene, v = 1) => JSON.stringify({ r: at.incidentId, v });
export const press = (at: Scene, over: Parameters<typeof click>[0] = {}) =>
  send(at, click({ value: value(at), channel: at.channel, ts: at.ts, ...over }));
export const note = (at: Scene, v = 1) => ({ r: at.incidentId, v, c: at.channel, t: at.ts });
export const submit = (
  at: Scene,
  callback: string,
  values: Readonly<Record<string, string>>,
  over: Partial<Parameters<typeof submission>[0]> = {},
) => send(at, submission({ callback, note: note(at), values, ...over }));
export const audit = async (at: Scene) => (await readAudit(at.store, at.incidentId, 0)).map(({ event }) => event);
export const approvalOf = async (at: Scene) => (await readIncident(at.store, at.incidentId))?.approval;
export const shown = (body: string): string => JSON.stringify(JSON.parse(body));
