import type { PicturePart, Tone } from '../../../playbooks/kit/picture';
import type { Target } from '../../../playbooks/kit/target';
import { Glyph, type GlyphName } from './glyph';
import { type MarkedLine, type MarkedPart, type MarkedPicture, TONE_WORDS } from './picture-diff';

const TARGETS: Readonly<Record<Target['kind'], GlyphName>> = {
  'ec2-instance': 'server',
  'iam-user': 'user',
  finding: 'eye',
};
const PARTS: Readonly<Record<PicturePart['kind'], GlyphName>> = {
  interface: 'interface',
  'access-key': 'key',
  password: 'key',
  credential: 'key',
  policy: 'policy',
  volume: 'disk',
  group: 'policy',
};
const TONES: Readonly<Record<Tone, GlyphName>> = { open: 'warning', closed: 'check', neutral: 'dot' };

/** `now`: this picture is the later one of the two. */
const wordOf = ({ mark, other }: Pick<MarkedLine, 'mark' | 'other'>, now: boolean): string => {
  if (mark === 'turned') return now && other ? `was ${TONE_WORDS[other]}` : '';
  return { same: '', new: 'new', gone: 'gone since' }[mark];
};

const MarkWord = ({ line, now }: { line: Pick<MarkedLine, 'mark' | 'other'>; now: boolean }) => {
  const word = wordOf(line, now);
  return word === '' ? null : <span className={`ci-mark ci-mark-${line.mark}`}>{word}</span>;
};

const Said = ({ line }: { line: MarkedLine }) => (
  <span className={line.mark === 'gone' ? 'ci-said-gone' : undefined}>{line.text}</span>
);

const Fact = ({ line, now }: LineProps) => (
  <li className={`ci-fact ci-tone-${line.tone} ci-is-${line.mark}`}>
    <Glyph name={TONES[line.tone]} size={12} />
    <span>
      <Said line={line} />
      {line.tone === 'neutral' ? null : <span className="ci-hidden"> ({TONE_WORDS[line.tone]})</span>}{' '}
      <MarkWord line={line} now={now} />
    </span>
  </li>
);

interface LineProps {
  readonly line: MarkedLine;
  readonly now: boolean;
}

/** A line that reaches the part, or is cut before it. The word says it too. */
const Ray = ({ line, now }: LineProps) => (
  <li className={`ci-ray ci-tone-${line.tone} ci-is-${line.mark}`}>
    <span className="ci-ray-text">
      <Said line={line} /> <MarkWord line={line} now={now} />
    </span>
    <span className="ci-ray-line" aria-hidden="true">
      <span className="ci-ray-end">{line.tone === 'closed' ? <Glyph name="cross" size={12} /> : null}</span>
    </span>
    <span className="ci-ray-word">{line.tone === 'neutral' ? '' : TONE_WORDS[line.tone]}</span>
  </li>
);

const Part = ({ part, now }: { part: MarkedPart; now: boolean }) => (
  <li className={`ci-part ci-tone-${part.tone} ci-is-${part.mark} ${part.changed ? 'ci-is-changed' : ''}`}>
    <ul className="ci-rays" aria-label={`What reaches ${part.title}`}>
      {part.reach.map((line) => (
        <Ray key={`${line.tone}/${line.text}`} line={line} now={now} />
      ))}
    </ul>
    <div className="ci-part-box">
      <div className="ci-part-head">
        <Glyph name={PARTS[part.kind]} size={15} />
        <span className="ci-part-title">{part.title}</span>
        <MarkWord line={part} now={now} />
        {part.tone === 'neutral' ? null : (
          <span className={`ci-tone-word ci-tone-${part.tone}`}>
            <Glyph name={TONES[part.tone]} size={12} />
            {TONE_WORDS[part.tone]}
          </span>
        )}
      </div>
      {part.lines.length > 0 ? (
        <ul className="ci-facts">
          {part.lines.map((line) => (
            <Fact key={`${line.tone}/${line.text}`} line={line} now={now} />
          ))}
        </ul>
      ) : null}
    </div>
  </li>
);

/** One look at a target: its parts inside it, and what reaches them from the left. Text and icons say all that colours do. */
export const PictureView = ({ picture, label, now }: { picture: MarkedPicture; label: string; now: boolean }) => (
  <section className={`ci-picture ci-picture-${picture.kind}`} aria-label={label}>
    <div className="ci-target">
      <span className="ci-target-icon">
        <Glyph name={TARGETS[picture.kind]} size={20} />
      </span>
      <div>
        <div className="ci-target-title">{picture.title}</div>
        <ul className="ci-facts ci-facts-inline">
          {picture.lines.map((line) => (
            <Fact key={`${line.tone}/${line.text}`} line={line} now={now} />
          ))}
        </ul>
      </div>
    </div>
    <ul className="ci-parts">
      {picture.parts.map((part) => (
        <Part key={part.id} part={part} now={now} />
      ))}
    </ul>
    {picture.parts.length === 0 ? <p className="ci-quiet">Nothing of it could be read.</p> : null}
  </section>
);
