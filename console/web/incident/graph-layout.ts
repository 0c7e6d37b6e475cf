import { type Edge, edgesOf, ranksOf, spineOf } from './graph-ranks';
import type { DrawnState, DrawnWorkflow } from './graph-words';

export interface Point {
  readonly x: number;
  readonly y: number;
}
/** One state, drawn. `lines` is its name, wrapped. */
export interface Box {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
  /** 0 is the way that everything takes; 1 stands beside it. */
  readonly column: 0 | 1;
}
export interface Route {
  readonly from: string;
  readonly to: string;
  readonly points: readonly Point[];
  readonly label?: { readonly at: Point; readonly lines: readonly string[]; readonly anchor: 'start' | 'end' };
}
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly routes: readonly Route[];
}

const MAIN = { width: 222, letters: 23 } as const;
const SIDE = { width: 108, letters: 13 } as const;
const GUTTER = 80;
const LANE = 13;
const GAP = { x: 20, y: 22 } as const;
const PAD = 18;
const LINE = 16;
const BELOW_NAME = 32;

/** Breaks a name into lines of about `letters`; a word that is longer is cut with an ellipsis. */
export const wrapped = (text: string, letters: number, most = 3): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const last = lines.at(-1);
    const short = word.length > letters ? `${word.slice(0, letters - 1)}…` : word;
    if (last !== undefined && last.length + 1 + short.length <= letters) lines[lines.length - 1] = `${last} ${short}`;
    else lines.push(short);
  }
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `${(lines[most - 1] ?? '').slice(0, letters - 1)}…`];
};

interface Cell {
  readonly state: DrawnState;
  readonly row: number;
  readonly column: 0 | 1;
  readonly lines: readonly string[];
  readonly height: number;
}

/** Every state gets a cell of its own: the main way straight down, the rest beside it at or below its rank. */
const cellsOf = (view: DrawnWorkflow, edges: readonly Edge[]): readonly Cell[] => {
  const ranks = ranksOf(view, edges);
  const spine = spineOf(view, edges, ranks);
  const taken = new Set<string>();
  const place = (state: DrawnState): Cell => {
    const column = spine.includes(state.name) ? 0 : 1;
    let row = ranks.get(state.name) ?? 0;
    while (taken.has(`${column}/${row}`)) row += 1;
    taken.add(`${column}/${row}`);
    const lines = wrapped(state.name, column === 0 ? MAIN.letters : SIDE.letters);
    return { state, row, column, lines, height: BELOW_NAME + LINE * Math.max(1, lines.length) };
  };
  return view.states.map(place);
};

const rowTops = (cells: readonly Cell[]): readonly number[] => {
  const rows = Math.max(0, ...cells.map(({ row }) => row + 1));
  const heights = Array.from({ length: rows }, (_, row) =>
    Math.max(0, ...cells.filter((cell) => cell.row === row).map(({ height }) => height)),
  );
  const tops = [PAD];
  for (const height of heights) tops.push((tops.at(-1) ?? PAD) + (height === 0 ? 0 : height + GAP.y));
  return tops;
};

interface Frame {
  readonly boxes: ReadonlyMap<string, Box>;
  /** States that are reached over the rail on the left, the nearest lane first. */
  readonly lanes: readonly string[];
  readonly left: number;
}

const middle = ({ y, height }: Box): number => y + height / 2;

const isNext = (from: Box, to: Box, boxes: readonly Box[]): boolean =>
  from.column === 0 &&
  to.column === 0 &&
  to.y > from.y &&
  !boxes.some((box) => box.column === 0 && box.y > from.y && box.y < to.y);

const down = (from: Box, to: Box): readonly Point[] => [
  { x: from.x + from.width / 2, y: from.y + from.height },
  { x: to.x + to.width / 2, y: to.y },
];

/** Through the gap between the columns, from side to facing side. */
const across = (from: Box, to: Box, left: number): readonly Point[] => {
  const lane = left + MAIN.width + GAP.x / 2;
  const start = from.column === 0 ? from.x + from.width : from.x;
  const end = to.column === 0 ? to.x + to.width : to.x;
  const [a, b] = [middle(from), middle(to)];
  return [
    { x: start, y: a },
    { x: lane, y: a },
    { x: lane, y: b },
    { x: end, y: b },
  ];
};

/** Out to the left, along the lane of its destination, and in again. */
const byRail = (from: Box, to: Box, { lanes, left }: Frame): readonly Point[] => {
  const lane = left - LANE - LANE * lanes.indexOf(to.name);
  return [
    { x: from.x, y: middle(from) },
    { x: lane, y: middle(from) },
    { x: lane, y: middle(to) },
    { x: to.x, y: middle(to) },
  ];
};

const kindOf = (from: Box, to: Box, boxes: readonly Box[]): 'down' | 'across' | 'rail' => {
  if (isNext(from, to, boxes)) return 'down';
  return from.column === 0 && to.column === 0 ? 'rail' : 'across';
};

const LABEL_LETTERS = 11;
const LABEL_LINE = 12;

const labelOf = (edge: Edge, kind: 'down' | 'across' | 'rail', points: readonly Point[], left: number) => {
  const [start, end] = [points[0], points.at(-1)];
  if (!edge.label || !start || !end) return undefined;
  const lines = wrapped(edge.label, kind === 'rail' ? LABEL_LETTERS : 22, 3);
  if (kind === 'down') return { lines, at: { x: start.x + 8, y: (start.y + end.y) / 2 + 4 }, anchor: 'start' } as const;
  if (kind === 'across') return undefined;
  // Left of the rail's outermost lane there is room for two short lines.
  const at = { x: left - LANE * 1.6, y: start.y - 6 - LABEL_LINE * (lines.length - 1) };
  return { lines, at, anchor: 'end' } as const;
};

const routesOf = (edges: readonly Edge[], frame: Frame): readonly Route[] => {
  const boxes = [...frame.boxes.values()];
  const said = new Set<string>();
  return edges.flatMap((edge) => {
    const [from, to] = [frame.boxes.get(edge.from), frame.boxes.get(edge.to)];
    if (!from || !to) return [];
    const kind = kindOf(from, to, boxes);
    const points =
      kind === 'down' ? down(from, to) : kind === 'rail' ? byRail(from, to, frame) : across(from, to, frame.left);
    // One word is enough for a run of the same: ten steps that all end on an error need it once.
    const once = kind === 'rail' ? `${edge.to}/${edge.label ?? ''}` : `${edge.from}/${edge.to}`;
    const label = said.has(once) ? undefined : labelOf(edge, kind, points, frame.left);
    said.add(once);
    return [{ from: edge.from, to: edge.to, points, ...(label ? { label } : {}) }];
  });
};

const railTargets = (edges: readonly Edge[], boxes: ReadonlyMap<string, Box>): readonly string[] => {
  const all = [...boxes.values()];
  const targets = edges.flatMap(({ from, to }) => {
    const [a, b] = [boxes.get(from), boxes.get(to)];
    return a && b && kindOf(a, b, all) === 'rail' ? [to] : [];
  });
  return [...new Set(targets)];
};

/** Where everything of a workflow is drawn, from top to bottom. No two boxes overlap, and every line ends on its boxes. Pure. */
export const layoutOf = (view: DrawnWorkflow): Layout => {
  const edges = edgesOf(view);
  const cells = cellsOf(view, edges);
  const tops = rowTops(cells);
  const boxOf = (left: number) => (cell: Cell) =>
    [
      cell.state.name,
      {
        name: cell.state.name,
        column: cell.column,
        lines: cell.lines,
        x: cell.column === 0 ? left : left + MAIN.width + GAP.x,
        y: tops[cell.row] ?? PAD,
        width: cell.column === 0 ? MAIN.width : SIDE.width,
        height: cell.height,
      },
    ] as const;
  const rails = railTargets(edges, new Map(cells.map(boxOf(0))));
  const left = rails.length === 0 ? 1 : GUTTER + LANE * (rails.length - 1);
  const boxes = new Map(cells.map(boxOf(left)));
  const side = cells.some(({ column }) => column === 1) ? GAP.x + SIDE.width : 0;
  return {
    width: left + MAIN.width + side + 1,
    height: (tops.at(-1) ?? PAD) - GAP.y + PAD,
    boxes: [...boxes.values()],
    routes: routesOf(edges, { boxes, lanes: rails, left }),
  };
};
