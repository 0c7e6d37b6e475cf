import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { inWords } from './in-words';

/** Says why a rule of cdk-nag does not hold here: read by whoever reviews the stack, checked by a test. */
export const accept = (scope: IConstruct, rule: string, reason: string): void =>
  Validations.of(scope).acknowledge({ id: `AwsSolutions-${rule}`, reason });

/** Says why a policy of `scope` has a wildcard in these resources; those without one need no reason. */
export const acceptWild = (scope: IConstruct, resources: readonly string[], reason: string): void => {
  for (const resource of resources.filter((one) => one.includes('*')))
    accept(scope, `IAM5[Resource::${inWords(Stack.of(scope).resolve(resource))}]`, reason);
};
