interface Statement {
  readonly Effect: string;
  readonly Resource: unknown;
  readonly Condition?: object;
}
interface Role {
  readonly Type: string;
  readonly Properties: {
    readonly Policies?: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
  };
}
export interface Stripped {
  readonly Resources: Readonly<Record<string, Role>>;
}

const strip = ({ Condition, ...statement }: Statement): Statement | [] => {
  if (statement.Effect === 'Deny') return Condition ? [] : statement;
  return { ...statement, Resource: '*' };
};

/**
 * The template of member roles as an emulator can hold calls to it that knows calls by name alone: it refuses whatever stands
 * under a condition, and asks every service but IAM and STS about `*`. So conditions go, denials that have one too, and what
 * is allowed is allowed on `*`. What is left of each role is which calls it may make.
 */
export const byNameAlone = (template: Stripped): Stripped => ({
  ...template,
  Resources: Object.fromEntries(
    Object.entries(template.Resources).map(([id, role]) => {
      const Policies = role.Properties.Policies?.map((policy) => ({
        ...policy,
        PolicyDocument: { ...policy.PolicyDocument, Statement: policy.PolicyDocument.Statement.flatMap(strip) },
      }));
      return [id, Policies ? { ...role, Properties: { ...role.Properties, Policies } } : role];
    }),
  ),
});
