/** Tags that Cordon writes. Anyone who may tag can forge them: they only ever help people and killed runs to find things. */
export const CASE_TAG = 'cordon:case';
export const STATE_TAG = 'cordon:state';
export const INSTANCE_TAG = 'cordon:instance';
export const QUARANTINE_TAG = 'cordon:quarantine';
export const FORMER_GROUPS_TAG = 'cordon:former-groups';

export interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export const tagValue = (tags: readonly Tag[] | undefined, key: string): string | undefined =>
  tags?.find((tag) => tag.Key === key)?.Value;
