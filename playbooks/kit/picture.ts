import type { TargetKind } from './target';

/** How exposed something is: `open` can be used or reached, `closed` cannot any more, `neutral` says neither. */
export type Tone = 'open' | 'closed' | 'neutral';

export interface PictureLine {
  readonly text: string;
  readonly tone: Tone;
}

/** One part of the target: a network interface, an access key, a password. */
export interface PicturePart {
  /** Stable, so that before and after can be laid side by side. */
  readonly id: string;
  readonly kind: 'interface' | 'access-key' | 'password' | 'credential' | 'policy' | 'volume' | 'group';
  readonly title: string;
  readonly tone: Tone;
  /** What is on it: security groups, last use. */
  readonly lines: readonly PictureLine[];
  /** Who or what reaches it, or what it lets one do: "0.0.0.0/0 → tcp 22". */
  readonly reach: readonly PictureLine[];
}

/** A target as it was seen, drawn by its playbook from the facts; not part of what is approved. */
export interface Picture {
  readonly kind: TargetKind;
  readonly title: string;
  readonly lines: readonly PictureLine[];
  readonly parts: readonly PicturePart[];
  /** When the facts were read, ISO 8601. */
  readonly at: string;
}
