import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const textOf = (resolved: unknown): string => {
  if (typeof resolved !== 'object' || resolved === null) return String(resolved);
  const [name, value] = Object.entries(resolved)[0] ?? ['', ''];
  if (name === 'Ref') return `<${String(value)}>`;
  if (name === 'Fn::GetAtt') return `<${(value as readonly string[]).join('.')}>`;
  if (name === 'Fn::Join') {
    const [separator, parts] = value as [string, readonly unknown[]];
    return parts.map(textOf).join(separator);
  }
  return JSON.stringify(resolved);
};

/** Says why a rule of cdk-nag does not hold here: read by whoever reviews the stack, checked by a test. */
export const accept = (scope: IConstruct, rule: string, reason: string): void =>
  Validations.of(scope).acknowledge({ id: `AwsSolutions-${rule}`, reason });

/** Says why a policy of `scope` has a wildcard in these resources; those without one need no reason. */
export const acceptWild = (scope: IConstruct, resources: readonly string[], reason: string): void => {
  for (const resource of resources.filter((one) => one.includes('*')))
    accept(scope, `IAM5[Resource::${textOf(Stack.of(scope).resolve(resource))}]`, reason);
};
