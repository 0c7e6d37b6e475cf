/**
 * One GuardDuty finding, normalised from the EventBridge (camelCase) or API (PascalCase) form.
 * Only what decisions and cards read is kept; the whole document goes to the evidence bucket.
 * Everything below `resource` and `service` is optional in AWS's model, and absent here when it was absent there.
 */
export interface Finding {
  /** Which form it arrived in. */
  readonly form: 'eventbridge' | 'api';
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly arn?: string;
  readonly partition: string;
  readonly type: string;
  /** 1.0–10.0, as GuardDuty says; never looked up by type. */
  readonly severity: number;
  readonly title: string;
  readonly description: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly firstSeen?: string;
  readonly lastSeen?: string;
  readonly count: number;
  readonly archived: boolean;
  readonly sample: boolean;
  readonly resourceType: string;
  readonly resourceRole?: 'TARGET' | 'ACTOR';
  readonly feature?: string;
  readonly detectorId?: string;
  readonly instance?: FindingInstance;
  readonly accessKey?: FindingAccessKey;
  /** A container, cluster or task beside the instance: the instance is then a node, not the whole story. */
  readonly workload?: { readonly kind: 'eks' | 'ecs' | 'container'; readonly name?: string };
  /** Who did it, as GuardDuty saw it; attacker-controlled text. */
  readonly action?: FindingAction;
  /** The finding that started a malware scan. */
  readonly triggerFindingId?: string;
  /** The opt-in custom detection rule that made it; such findings name their resources in a sequence only. */
  readonly customRule?: string;
}

export interface FindingInstance {
  readonly instanceId: string;
  readonly launchTime?: string;
  readonly platform?: string;
  readonly imageId?: string;
  readonly state?: string;
  readonly profileArn?: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly interfaces: readonly {
    readonly id?: string;
    readonly vpcId?: string;
    readonly privateIp?: string;
    readonly publicIp?: string;
  }[];
}

export interface FindingAccessKey {
  readonly accessKeyId?: string;
  readonly principalId?: string;
  readonly userName?: string;
  readonly userType?: string;
}

export interface FindingAction {
  readonly kind: string;
  readonly api?: string;
  readonly service?: string;
  readonly errorCode?: string;
  readonly userAgent?: string;
  readonly remoteIp?: string;
  readonly remoteCountry?: string;
  readonly remoteOrg?: string;
  readonly domain?: string;
  readonly port?: number;
  readonly blocked?: boolean;
}

/** A document that is not acted on, with the path that is wrong, in words for the person who sent it. */
export interface Refusal {
  readonly code: 'not-a-finding' | 'malformed' | 'unsupported-form';
  /** JSON path, such as `detail.severity`; `$` is the document itself. */
  readonly path: string;
  readonly message: string;
}

export type ParsedFinding =
  | { readonly ok: true; readonly finding: Finding }
  | { readonly ok: false; readonly refusal: Refusal };

export const SEVERITY_BANDS = [
  { name: 'Critical', from: 9 },
  { name: 'High', from: 7 },
  { name: 'Medium', from: 4 },
  { name: 'Low', from: 0 },
] as const;
export type SeverityBand = (typeof SEVERITY_BANDS)[number]['name'];

/** Thresholds are ≥, so 8.95 is High and nothing falls between bands. */
export const severityBand = (severity: number): SeverityBand =>
  SEVERITY_BANDS.find((band) => severity >= band.from)?.name ?? 'Low';
