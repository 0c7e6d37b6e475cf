import * as z from 'zod';

const id = z.string().min(1).max(64);
const who = {
  api_app_id: z.string(),
  team: z.object({ id }).nullish(),
  enterprise: z.object({ id }).nullish(),
  user: z.object({ id, team_id: id.nullish() }),
};
const whoSchema = z.object(who);
/** Who acts, by which app and from which workspace, as Slack says. */
export type Actor = z.infer<typeof whoSchema>;

/** A button. `actions` may hold any number here: exactly one is asked for later, with an answer to the person. */
export const clickSchema = z.object({
  type: z.literal('block_actions'),
  ...who,
  trigger_id: z.string().max(200).default(''),
  channel: z.object({ id }).nullish(),
  message: z.object({ ts: id, thread_ts: id.nullish() }).nullish(),
  container: z.object({ is_ephemeral: z.boolean().nullish() }).nullish(),
  view: z.object({ type: z.string().max(40) }).nullish(),
  actions: z
    .array(
      z.object({
        action_id: z.string().max(255),
        value: z.string().max(2000).nullish(),
        /** When Slack saw it, in seconds. */
        action_ts: z.string().max(40).nullish(),
      }),
    )
    .max(100),
});
export type Click = z.infer<typeof clickSchema>;

const field = z.object({
  value: z.string().max(3000).nullish(),
  selected_options: z
    .array(z.object({ value: z.string().max(150) }))
    .max(100)
    .nullish(),
});
export const submissionSchema = z.object({
  type: z.literal('view_submission'),
  ...who,
  view: z.object({
    id,
    callback_id: z.string().max(255),
    private_metadata: z.string().max(3000),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), field)) }),
  }),
});
export type Submission = z.infer<typeof submissionSchema>;

const interactionSchema = z.discriminatedUnion('type', [clickSchema, submissionSchema]);
export type Interaction = z.infer<typeof interactionSchema>;

/** A slash command, as its form fields. */
export const commandSchema = z.object({
  api_app_id: z.string(),
  team_id: id,
  enterprise_id: id.nullish(),
  user_id: id,
  command: z.string().max(64),
  text: z.string().max(4000).default(''),
});
export type SlashCommand = z.infer<typeof commandSchema>;

/** Somebody looks at the app's own page. */
export const homeOpenedSchema = z.object({
  type: z.literal('event_callback'),
  api_app_id: z.string(),
  team_id: id,
  enterprise_id: id.nullish(),
  event: z.object({ type: z.literal('app_home_opened'), user: id, tab: z.string().max(40).default('home') }),
});
export type HomeOpened = z.infer<typeof homeOpenedSchema>;

/** What a signed request is. `other` is Slack's, but nothing that Cordon does: it is answered and forgotten. */
export type Arrival =
  | { readonly kind: 'interaction'; readonly interaction: Interaction }
  | { readonly kind: 'command'; readonly command: SlashCommand }
  | { readonly kind: 'home'; readonly opened: HomeOpened }
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'other' }
  | { readonly kind: 'bad'; readonly because: string };

/** A button's value: which request, and which revision of it the person was looking at. Nothing else is believed. */
const valueSchema = z.strictObject({
  r: z.string().regex(/^inc-[a-z0-9-]{3,60}$/),
  v: z.number().int().min(1).max(9999),
});
/** A dialog's own note: the button's value, and the copy of the card it was opened from. */
export const noteSchema = valueSchema.extend({ c: id, t: id });
export type Pointer = z.infer<typeof valueSchema>;
export type Note = z.infer<typeof noteSchema>;

const json = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

export const pointerFrom = (value: string | null | undefined): Pointer | undefined =>
  valueSchema.safeParse(json(value ?? '')).data;
export const noteFrom = (metadata: string): Note | undefined => noteSchema.safeParse(json(metadata)).data;

/** Reads a signed body. Total: what cannot be read is `bad`, never an error. */
export const readArrival = (body: string, contentType: string): Arrival => {
  if (contentType.split(';')[0]?.trim().toLowerCase() === 'application/json') return readEvent(json(body));
  const form = new URLSearchParams(body);
  if (form.has('command')) return readCommand(form);
  const payloads = form.getAll('payload');
  if (payloads.length === 0)
    return form.has('ssl_check') ? { kind: 'other' } : { kind: 'bad', because: 'there is no payload' };
  if (payloads.length > 1) return { kind: 'bad', because: 'there is more than one payload' };
  return readInteraction(json(payloads[0] ?? ''));
};

const readCommand = (form: URLSearchParams): Arrival => {
  const names = [...form.keys()];
  if (new Set(names).size < names.length) return { kind: 'bad', because: 'a field is there twice' };
  return commandFrom(Object.fromEntries(form));
};

/** Over HTTP the fields are a form's; over Socket Mode they are JSON. */
export const commandFrom = (fields: unknown): Arrival => {
  const parsed = commandSchema.safeParse(fields);
  return parsed.success
    ? { kind: 'command', command: parsed.data }
    : { kind: 'bad', because: 'the command has another shape' };
};

/** An event of the Events API. */
export const readEvent = (document: unknown): Arrival => {
  const event = z.object({ type: z.string(), challenge: z.string().max(200).optional() }).safeParse(document).data;
  if (!event) return { kind: 'bad', because: 'the body is not an event' };
  if (event.type === 'url_verification') return { kind: 'challenge', challenge: event.challenge ?? '' };
  const opened = homeOpenedSchema.safeParse(document);
  return opened.success ? { kind: 'home', opened: opened.data } : { kind: 'other' };
};

/** A click or a submitted dialog. */
export const readInteraction = (document: unknown): Arrival => {
  const kind = z.object({ type: z.string() }).safeParse(document).data?.type;
  if (kind === undefined) return { kind: 'bad', because: 'the payload is not an interaction' };
  if (kind !== 'block_actions' && kind !== 'view_submission') return { kind: 'other' };
  const parsed = interactionSchema.safeParse(document);
  return parsed.success
    ? { kind: 'interaction', interaction: parsed.data }
    : { kind: 'bad', because: 'the payload has another shape' };
};

/** The incident that a request names, for the audit of what was refused before anybody looked further. */
export const incidentNamedBy = (interaction: Interaction): string | undefined =>
  interaction.type === 'view_submission'
    ? noteFrom(interaction.view.private_metadata)?.r
    : pointerFrom(interaction.actions[0]?.value)?.r;
