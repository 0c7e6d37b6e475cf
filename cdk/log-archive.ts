import type { Settings } from '../playbooks/kit/settings';

/** The bucket in the log archive's account, known to the hub by name before it exists. */
export interface Archive {
  readonly accountId: string;
  readonly bucket: string;
  readonly days: number;
}

/** The function that keeps the copies of logs and takes closed chains out of the table: its role is the only one that the archive lets in. */
export const EXPORTER = 'keep-audit';

export const archiveOf = ({ logArchive, hub }: Settings): Archive | undefined =>
  logArchive && { ...logArchive, bucket: `cordon-audit-${logArchive.accountId}-${hub.region}` };
