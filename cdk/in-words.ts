/** A value of a template as a person reads it: `<Table.Arn>/index/by-due`; what is no reference stays JSON. */
export const inWords = (resolved: unknown): string => {
  if (typeof resolved !== 'object' || resolved === null) return String(resolved);
  const [name, value] = Object.entries(resolved)[0] ?? ['', ''];
  if (name === 'Ref') return `<${String(value)}>`;
  if (name === 'Fn::GetAtt') return `<${(value as readonly string[]).join('.')}>`;
  if (name === 'Fn::Join') {
    const [separator, parts] = value as [string, readonly unknown[]];
    return parts.map(inWords).join(separator);
  }
  return JSON.stringify(resolved);
};
