import type { DrawnWorkflow } from './graph-words';

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
}

const joined = (labels: readonly (string | undefined)[]): string | undefined => {
  // The plain way is there too: a word would be about the exception only.
  if (labels.some((label) => label === undefined)) return undefined;
  const said = [...new Set(labels.filter((label) => label !== ''))];
  return said.length > 0 ? said.join(', ') : undefined;
};

/** One edge per pair of states that are both there; its labels are joined. */
export const edgesOf = ({ states }: Pick<DrawnWorkflow, 'states'>): readonly Edge[] => {
  const names = new Set(states.map(({ name }) => name));
  return states.flatMap(({ name, next }) => {
    const targets = [...new Set(next.map(({ to }) => to))].filter((to) => names.has(to) && to !== name);
    return targets.map((to) => {
      const label = joined(next.filter((one) => one.to === to).map((one) => one.label));
      return { from: name, to, ...(label ? { label } : {}) };
    });
  });
};

/** Edges without those that lead back to where a walk from the start already is: what is left has no circle. */
const forward = (view: DrawnWorkflow, edges: readonly Edge[]): readonly Edge[] => {
  const open = new Set<string>();
  const done = new Set<string>();
  const kept: Edge[] = [];
  const walk = (name: string): void => {
    if (done.has(name) || open.has(name)) return;
    open.add(name);
    for (const edge of edges.filter(({ from }) => from === name)) {
      if (open.has(edge.to)) continue;
      kept.push(edge);
      walk(edge.to);
    }
    open.delete(name);
    done.add(name);
  };
  for (const name of [view.startAt, ...view.states.map((state) => state.name)]) walk(name);
  return kept;
};

/** Longest way from a state that nothing leads to: its row. */
export const ranksOf = (view: DrawnWorkflow, edges: readonly Edge[]): ReadonlyMap<string, number> => {
  const kept = forward(view, edges);
  const ranks = new Map<string, number>();
  const rank = (name: string): number => {
    const known = ranks.get(name);
    if (known !== undefined) return known;
    const before = kept.filter(({ to }) => to === name).map(({ from }) => rank(from) + 1);
    const found = Math.max(0, ...before);
    ranks.set(name, found);
    return found;
  };
  for (const { name } of view.states) rank(name);
  return ranks;
};

/** The longest way from the start to an end: drawn straight down. Of equals the one that does not end in a failure, then the first. */
export const spineOf = (
  view: DrawnWorkflow,
  edges: readonly Edge[],
  ranks: ReadonlyMap<string, number>,
): readonly string[] => {
  const kept = forward(view, edges);
  const lengths = new Map<string, number>();
  const nexts = (name: string) => kept.filter((edge) => edge.from === name).map(({ to }) => to);
  const length = (name: string): number => {
    const known = lengths.get(name);
    if (known !== undefined) return known;
    const found = 1 + Math.max(0, ...nexts(name).map(length));
    lengths.set(name, found);
    return found;
  };
  const fails = new Set(view.states.filter(({ type }) => type === 'Fail').map(({ name }) => name));
  const spine: string[] = [];
  let at: string | undefined = ranks.has(view.startAt) ? view.startAt : view.states[0]?.name;
  while (at !== undefined) {
    spine.push(at);
    const after: readonly string[] = nexts(at);
    const most = Math.max(0, ...after.map(length));
    const longest: readonly string[] = after.filter((name) => length(name) === most);
    at = longest.find((name) => !fails.has(name)) ?? longest[0];
  }
  return spine;
};
