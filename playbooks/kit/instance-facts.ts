// What the facts about an instance say; isolate-instance decides from them.

export interface InterfaceSeen {
  readonly id: string;
  readonly vpcId: string;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly publicIp?: string;
  /** Who manages it, when its owner cannot change it. */
  readonly managedBy?: string;
  /** Off on NAT instances, firewalls and routers. */
  readonly sourceDestCheck: boolean;
  /** It has one group, which is Cordon's and lets nothing through. */
  readonly quarantined: boolean;
}

export interface VolumeSeen {
  readonly id: string;
  readonly device: string;
  readonly sizeGiB?: number;
}

export type InstanceFact =
  | { readonly kind: 'gone'; readonly why: string }
  | {
      readonly kind: 'present';
      readonly state: string;
      readonly name?: string;
      readonly vpcId?: string;
      readonly type?: string;
      readonly launchedAt?: string;
      readonly spot: boolean;
      readonly rootDevice: string;
      readonly managedBy?: string;
      readonly profileArn?: string;
      readonly sourceDestCheck: boolean;
      /** Why it counts as a node of a cluster. */
      readonly cluster?: string;
      readonly interfaces: readonly InterfaceSeen[];
      readonly volumes: readonly VolumeSeen[];
      readonly tags: readonly { readonly key: string; readonly value: string }[];
    };

export type PresentInstance = Extract<InstanceFact, { kind: 'present' }>;

export interface ScalingFact {
  readonly group?: {
    readonly name: string;
    readonly lifecycle: string;
    readonly desired: number;
    readonly min: number;
    readonly max: number;
    /** Others of the group that are healthy and in service. */
    readonly othersInService: number;
  };
  readonly targets: readonly {
    readonly arn: string;
    readonly name: string;
    readonly state: string;
    readonly healthy: number;
    readonly total: number;
  }[];
  /** Target groups of the VPC that were not looked at, because there are too many. */
  readonly notLookedAt: number;
}

export interface RoleUsersFact {
  readonly profileArn?: string;
  readonly roleName?: string;
  readonly roleArn?: string;
  readonly lastUsed?: string;
  /** Other instances that get credentials of the same role. */
  readonly others: readonly string[];
}

export interface OwnerFact {
  readonly owner?: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}
