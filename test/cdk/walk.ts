import type { Machine } from '../../cdk/derive/machine';

const nexts = (machine: Machine, name: string): readonly string[] => {
  const state = machine.States[name];
  if (!state) return [];
  const choices = (state['Choices'] ?? []) as readonly { readonly Next: string }[];
  const caught = (state['Catch'] ?? []) as readonly { readonly Next: string }[];
  const plain = [state['Next'], state['Default']].filter((next): next is string => typeof next === 'string');
  return [...plain, ...choices.map(({ Next }) => Next), ...caught.map(({ Next }) => Next)];
};

/** Every way from the start to an end. Throws on a loop: a run must end. */
export const waysThrough = (machine: Machine): readonly (readonly string[])[] => {
  const from = (name: string, before: readonly string[]): readonly (readonly string[])[] => {
    if (before.includes(name)) throw new Error(`${name} is entered twice: ${[...before, name].join(' → ')}`);
    const way = [...before, name];
    const targets = [...new Set(nexts(machine, name))];
    return targets.length === 0 ? [way] : targets.flatMap((next) => from(next, way));
  };
  return from(machine.StartAt, []);
};
