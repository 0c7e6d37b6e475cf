/** One piece of a line of Slack's mrkdwn. Text is decoded already: what was escaped stays text, whatever it looks like. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'emoji'; readonly name: string }
  | { readonly kind: 'strong' | 'em' | 'del'; readonly inside: readonly Inline[] }
  | { readonly kind: 'user' | 'channel' | 'group'; readonly id: string; readonly label?: string | undefined }
  | { readonly kind: 'broadcast'; readonly name: string }
  | { readonly kind: 'date'; readonly seconds: string; readonly format: string; readonly fallback: string }
  | { readonly kind: 'link'; readonly url: string; readonly label: string };

/** A stretch of lines. */
export type Stretch =
  | { readonly kind: 'lines' | 'quote'; readonly inside: readonly Inline[] }
  | { readonly kind: 'pre'; readonly text: string };

export const decode = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

// Code and references are taken out before emphasis is looked for; these two characters mark their places.
const OPEN = '\ue000';
const CLOSE = '\ue001';
const PLACE = /\ue000(\d+)\ue001/;
const ATOM = /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+'-]+):/gi;

const BEFORE = '(^|[\\s(\\[{"\'“‘—–·:/-])';
const AFTER = '(?=$|[\\s)\\]}.,:;!?"\'”’—–·/-])';
const EMPHASIS = (
  [
    ['strong', '\\*'],
    ['em', '_'],
    ['del', '~'],
  ] as const
).map(([kind, mark]) => ({
  kind,
  pattern: new RegExp(`${BEFORE}${mark}(?!\\s)([^\\n${mark}]+?)(?<!\\s)${mark}${AFTER}`, 'm'),
}));

const command = (name: string, label: string | undefined): Inline => {
  const [kind = '', first = '', format = ''] = name.split('^');
  if (kind === 'date') return { kind: 'date', seconds: first, format: decode(format), fallback: decode(label ?? '') };
  if (kind === 'subteam') return { kind: 'group', id: first, label: label === undefined ? undefined : decode(label) };
  return { kind: 'broadcast', name: decode(kind) };
};

const WEB = /^(https?:|mailto:)/i;

/** What stands between angle brackets. An address that is none of the web's is shown and leads nowhere. */
const reference = (inside: string): Inline => {
  const bar = inside.indexOf('|');
  const [target, raw] = bar < 0 ? [inside, undefined] : [inside.slice(0, bar), inside.slice(bar + 1)];
  const label = raw === undefined ? undefined : decode(raw);
  switch (target[0]) {
    case '@':
      return { kind: 'user', id: target.slice(1), label };
    case '#':
      return { kind: 'channel', id: target.slice(1), label };
    case '!':
      return command(target.slice(1), raw);
    default:
      return WEB.test(target)
        ? { kind: 'link', url: decode(target), label: label ?? decode(target) }
        : { kind: 'text', text: decode(`<${inside}>`) };
  }
};

const atomOf = (code: string | undefined, inside: string | undefined, emoji: string | undefined): Inline => {
  if (code !== undefined) return { kind: 'code', text: decode(code) };
  if (inside !== undefined) return reference(inside);
  return { kind: 'emoji', name: emoji ?? '' };
};

const leaf = (text: string, atoms: readonly Inline[]): readonly Inline[] => {
  const place = PLACE.exec(text);
  if (!place) return text === '' ? [] : [{ kind: 'text', text: decode(text) }];
  const atom = atoms[Number(place[1])];
  return [
    ...leaf(text.slice(0, place.index), atoms),
    ...(atom ? [atom] : []),
    ...leaf(text.slice(place.index + place[0].length), atoms),
  ];
};

const firstEmphasis = (text: string) =>
  EMPHASIS.flatMap(({ kind, pattern }) => {
    const match = pattern.exec(text);
    return match ? [{ kind, match, at: match.index + (match[1] ?? '').length }] : [];
  }).sort((a, b) => a.at - b.at)[0];

const emphasised = (text: string, atoms: readonly Inline[]): readonly Inline[] => {
  const found = firstEmphasis(text);
  if (!found) return leaf(text, atoms);
  const [whole, before = '', inside = ''] = found.match;
  return [
    ...leaf(text.slice(0, found.match.index) + before, atoms),
    { kind: found.kind, inside: emphasised(inside, atoms) },
    ...emphasised(text.slice(found.match.index + whole.length), atoms),
  ];
};

const inline = (text: string): readonly Inline[] => {
  const atoms: Inline[] = [];
  const marked = text.replace(/[\ue000\ue001]/g, '\ufffd').replace(ATOM, (_, code, inside, emoji) => {
    atoms.push(atomOf(code, inside, emoji));
    return `${OPEN}${atoms.length - 1}${CLOSE}`;
  });
  return emphasised(marked, atoms);
};

const QUOTE = /^(?:&gt;|>) ?/;

const stretchesOf = (text: string): readonly Stretch[] => {
  const runs: { quote: boolean; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const quote = QUOTE.test(line);
    const last = runs.at(-1);
    if (last?.quote === quote) last.lines.push(line);
    else runs.push({ quote, lines: [line] });
  }
  return runs.map(({ quote, lines }) => ({
    kind: quote ? 'quote' : 'lines',
    inside: inline(lines.map((line) => (quote ? line.replace(QUOTE, '') : line)).join('\n')),
  }));
};

/**
 * Reads Slack's mrkdwn. References, emphasis and code are found in the text as it was sent, entities are decoded last: an escaped
 * `<@U…>` never becomes a mention.
 */
export const readMrkdwn = (text: string): readonly Stretch[] =>
  text.split(/(```[\s\S]*?```)/).flatMap((part, index): readonly Stretch[] => {
    if (index % 2 === 1) return [{ kind: 'pre', text: decode(part.slice(3, -3).replace(/^\n|\n$/g, '')) }];
    const trimmed = part.replace(index > 0 ? /^\n/ : /^$/, '');
    return trimmed === '' ? [] : stretchesOf(trimmed);
  });

/** Plain text knows emoji and nothing else. */
export const readPlain = (text: string): readonly Inline[] =>
  text.split(/(:[a-z0-9_+'-]+:)/i).flatMap((part, index): readonly Inline[] => {
    if (part === '') return [];
    return [index % 2 === 1 ? { kind: 'emoji', name: part.slice(1, -1) } : { kind: 'text', text: part }];
  });
