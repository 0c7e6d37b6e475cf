import type { Aim, Catalogue, CatalogueTarget, PageState } from '../../types';

export interface AimFieldsProps {
  readonly aim: Aim;
  /** What the chosen finding can be about; undefined when nobody can tell yet. */
  readonly about: 'instance' | 'user' | 'other' | undefined;
  readonly catalogue: Catalogue | undefined;
  readonly short: PageState['short'] | undefined;
  readonly onAim: (aim: Aim) => void;
}

const KINDS = { instance: 'EC2 instances', user: 'IAM users' } as const;

const Targets = ({
  targets,
  about,
}: {
  readonly targets: readonly CatalogueTarget[];
  readonly about: Aim['target'] | undefined;
}) => {
  const kinds = (['instance', 'user'] as const).filter(
    (kind) => about === undefined || about === 'other' || kind === about,
  );
  return kinds.map((kind) => (
    <optgroup key={kind} label={KINDS[kind]}>
      {targets
        .filter((target) => target.about === kind)
        .map(({ name, account }) => (
          <option key={name} value={name}>
            {name} ({account})
          </option>
        ))}
    </optgroup>
  ));
};

const Short = ({ aim, short, onAim }: Pick<AimFieldsProps, 'aim' | 'short' | 'onAim'>) => (
  <label className="switch">
    <input
      type="checkbox"
      role="switch"
      aria-checked={aim.short}
      checked={aim.short}
      disabled={aim.target !== 'auto'}
      onChange={(event) => onAim({ ...aim, short: event.target.checked })}
    />
    <span>
      <strong>Short deadline</strong>
      <span className="hint">
        {short
          ? `In the sandbox account: a reminder after ${short.remind} s, more people asked after ${short.escalate} s, expired after ${short.expire} s.`
          : 'In the sandbox account, where requests run out while you watch.'}
      </span>
    </span>
  </label>
);

/** Which seeded thing it is about, how often, and how long people have. */
export const AimFields = ({ aim, about, catalogue, short, onAim }: AimFieldsProps) => (
  <div className="aim">
    <label>
      About
      <select
        className="field"
        value={aim.target}
        onChange={(event) => onAim({ ...aim, target: event.target.value, short: false })}
      >
        <option value="auto">One that fits, another each time</option>
        <option value="as-is">Exactly as the document says</option>
        <Targets targets={catalogue?.targets ?? []} about={about} />
      </select>
    </label>
    <div className="times">
      <label>
        Times
        <input
          className="field"
          type="number"
          min={1}
          max={20}
          value={aim.times}
          onChange={(event) => onAim({ ...aim, times: Math.min(20, Math.max(1, Number(event.target.value) || 1)) })}
        />
      </label>
      <label>
        Each time
        <select
          className="field"
          value={aim.spread ? 'spread' : 'same'}
          disabled={aim.times === 1}
          onChange={(event) => onAim({ ...aim, spread: event.target.value === 'spread' })}
        >
          <option value="same">the same finding</option>
          <option value="spread">another target</option>
        </select>
      </label>
    </div>
    <Short aim={aim} short={short} onAim={onAim} />
  </div>
);
