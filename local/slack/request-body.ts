/** The arguments of one Web API call. Structured ones are parsed already; everything else is as sent. */
export type Arguments = Readonly<Record<string, unknown>>;

export type ParsedBody =
  | { readonly ok: true; readonly args: Arguments; readonly json: boolean }
  | { readonly ok: false; readonly error: string };

/** Arguments that forms carry as JSON text, with Slack's answer to text that is not JSON. */
const STRUCTURED: Readonly<Record<string, string>> = {
  blocks: 'invalid_blocks_format',
  metadata: 'invalid_metadata_format',
  view: 'invalid_arguments',
};

const parseJson = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

const unfold = (args: Arguments): ParsedBody => {
  const unfolded: Record<string, unknown> = { ...args };
  for (const [name, error] of Object.entries(STRUCTURED)) {
    const given = unfolded[name];
    if (typeof given !== 'string') continue;
    const parsed = parseJson(given);
    if (!parsed) return { ok: false, error };
    unfolded[name] = parsed.value;
  }
  return { ok: true, args: unfolded, json: false };
};

const fromJson = (body: string): ParsedBody => {
  const parsed = parseJson(body);
  if (!parsed) return { ok: false, error: 'invalid_json' };
  const value = parsed.value;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, error: 'json_not_object' };
  const unfolded = unfold({ ...value });
  return unfolded.ok ? { ...unfolded, json: true } : unfolded;
};

/** Reads a Web API body as Slack does: a form whose structured arguments are JSON text, or a JSON object. */
export const parseBody = (contentType: string | undefined, body: string): ParsedBody => {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === undefined || type === '')
    return body === '' ? { ok: true, args: {}, json: false } : { ok: false, error: 'missing_post_type' };
  if (type === 'application/json') return body === '' ? { ok: true, args: {}, json: true } : fromJson(body);
  if (type !== 'application/x-www-form-urlencoded') return { ok: false, error: 'invalid_post_type' };
  return unfold(Object.fromEntries(new URLSearchParams(body)));
};

/** A text argument, or undefined when it is absent, empty or of another type. */
export const textArgument = (args: Arguments, name: string): string | undefined => {
  const value = args[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** A yes-or-no argument: forms carry `true` and `1` as text. */
export const yes = (args: Arguments, name: string): boolean =>
  [true, 1, 'true', '1'].some((value) => value === args[name]);

export const numberArgument = (args: Arguments, name: string, otherwise: number): number => {
  const value = Number(args[name] ?? otherwise);
  return Number.isFinite(value) ? value : otherwise;
};
