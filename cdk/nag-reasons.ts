import type { Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';

export const acceptHub = (_stack: Stack): void => undefined;
export const acceptMemberRole = (_role: Role): void => undefined;
