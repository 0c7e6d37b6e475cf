import { type KeyboardEvent, useMemo, useState } from 'react';
import { GlyphPath } from './glyph';
import { type Box, type Layout, layoutOf, type Point, type Route } from './graph-layout';
import { type DrawnState, type DrawnWorkflow, STATUS_GLYPHS, statusLine, takenEdges } from './graph-words';
import { useNow } from './use-now';

const RADIUS = 7;

/** A line with its corners rounded. */
const pathOf = (points: readonly Point[]): string =>
  points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (!before) return `M${point.x} ${point.y}`;
      if (!after) return `L${point.x} ${point.y}`;
      const [from, to] = [toward(point, before), toward(point, after)];
      return `L${from.x} ${from.y}Q${point.x} ${point.y} ${to.x} ${to.y}`;
    })
    .join('');

const toward = (from: Point, to: Point): Point => {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(RADIUS, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
};

const Arrow = ({ points }: { points: readonly Point[] }) => {
  const [before, tip] = [points.at(-2), points.at(-1)];
  if (!before || !tip) return null;
  const turn = (Math.atan2(tip.y - before.y, tip.x - before.x) * 180) / Math.PI;
  return <path className="ci-arrow" d="M0 0L-7 -4L-7 4z" transform={`translate(${tip.x} ${tip.y}) rotate(${turn})`} />;
};

const Line = ({ route, taken }: { route: Route; taken: boolean }) => (
  <g className={taken ? 'ci-edge ci-edge-taken' : 'ci-edge'}>
    <path d={pathOf(route.points)} fill="none" />
    <Arrow points={route.points} />
  </g>
);

const Label = ({ route, taken }: { route: Route; taken: boolean }) => {
  const { label } = route;
  if (!label) return null;
  return (
    <text className={taken ? 'ci-edge-label ci-edge-label-taken' : 'ci-edge-label'} textAnchor={label.anchor}>
      {label.lines.map((line, index) => (
        <tspan key={line} x={label.at.x} y={label.at.y + index * 12}>
          {line}
        </tspan>
      ))}
    </text>
  );
};

interface NodeProps {
  readonly box: Box;
  readonly state: DrawnState;
  readonly now: number;
  readonly onShow: (name: string | undefined) => void;
}

const Node = ({ box, state, now, onShow }: NodeProps) => {
  const line = statusLine(state, now);
  const small = box.column === 1;
  const quiet = (event: KeyboardEvent) => (event.key === 'Escape' ? onShow(undefined) : undefined);
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a part of a drawing; on focus it shows its comment, as on hover
    <g
      className={`ci-node ci-node-${state.status.replace(' ', '-')} ci-node-${state.type.toLowerCase()}`}
      transform={`translate(${box.x} ${box.y})`}
      role="img"
      aria-label={`${state.name}: ${line}. ${state.comment}`}
      tabIndex={0}
      onMouseEnter={() => onShow(state.name)}
      onMouseLeave={() => onShow(undefined)}
      onFocus={() => onShow(state.name)}
      onBlur={() => onShow(undefined)}
      onKeyDown={quiet}
    >
      {state.status === 'running' ? (
        <rect className="ci-halo" x="-4" y="-4" width={box.width + 8} height={box.height + 8} rx="12" />
      ) : null}
      <rect
        className="ci-node-box"
        width={box.width}
        height={box.height}
        rx={state.type === 'Choice' ? box.height / 2 : 8}
      />
      <g className="ci-node-mark" transform={`translate(${small ? 8 : 13} ${box.height / 2 - (small ? 7 : 9)})`}>
        <circle className="ci-node-disc" cx={small ? 7 : 9} cy={small ? 7 : 9} r={small ? 8 : 11} />
        <g transform={small ? 'translate(2.6 2.6) scale(.55)' : 'translate(3.4 3.4) scale(.7)'}>
          {state.status === 'not reached' ? null : <GlyphPath name={STATUS_GLYPHS[state.status]} />}
        </g>
      </g>
      <text className={small ? 'ci-node-name ci-node-name-small' : 'ci-node-name'}>
        {box.lines.map((text, index) => (
          <tspan key={text} x={small ? 29 : 44} y={(small ? 19 : 20) + index * (small ? 14 : 16)}>
            {text}
          </tspan>
        ))}
      </text>
      <text className="ci-node-time" x={small ? 29 : 44} y={box.height - (small ? 9 : 10)}>
        {small && state.status === 'not reached' ? 'not reached' : line}
      </text>
    </g>
  );
};

const Ends = ({ first, last }: { first: Box | undefined; last: Box | undefined }) => (
  <g className="ci-ends">
    {first ? <circle cx={first.x + first.width / 2} cy={7} r={4} className="ci-start" /> : null}
    {first ? <path d={`M${first.x + first.width / 2} 11V${first.y}`} /> : null}
    {last ? <path d={`M${last.x + last.width / 2} ${last.y + last.height}v6`} /> : null}
    {last ? <circle cx={last.x + last.width / 2} cy={last.y + last.height + 10} r={4} /> : null}
  </g>
);

interface TipProps {
  readonly box: Box;
  readonly state: DrawnState;
  readonly layout: Layout;
  readonly now: number;
}

// The drawing may be scaled: places are shares of it.
const Tip = ({ box, state, layout, now }: TipProps) => (
  <div className="ci-tip" aria-hidden="true" style={{ top: `${((box.y + box.height + 6) / layout.height) * 100}%` }}>
    <strong>{state.name}</strong>
    <span>{statusLine(state, now)}</span>
    {state.comment ? <p>{state.comment}</p> : null}
  </div>
);

/** The incident's state machine, drawn from top to bottom, with the current state lit. */
export const Graph = ({ view }: { view: DrawnWorkflow }) => {
  const now = useNow(view.states.some(({ status }) => status === 'running') ? 1000 : undefined);
  const [shown, setShown] = useState<string>();
  // Where things stand follows from the machine alone: a state that is entered moves nothing.
  const shape = JSON.stringify([view.startAt, view.states.map(({ name, next }) => [name, next])]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` is everything of the view that the layout reads
  const layout = useMemo(() => layoutOf(view), [shape]);
  const taken = takenEdges(view);
  const states = new Map(view.states.map((state) => [state.name, state]));
  const main = layout.boxes.filter(({ column }) => column === 0);
  const last = main.reduce<Box | undefined>((low, box) => (low && low.y > box.y ? low : box), undefined);
  const tip = layout.boxes.find(({ name }) => name === shown);
  const tipState = tip ? states.get(tip.name) : undefined;
  const isTaken = ({ from, to }: Route) => taken.has(`${from}→${to}`);
  // What the run took lies above what it did not.
  const routes = [...layout.routes].sort((a, b) => Number(isTaken(a)) - Number(isTaken(b)));
  return (
    <div className="ci-graph" style={{ maxWidth: layout.width }}>
      {/* biome-ignore lint/a11y/useSemanticElements: there is no HTML element for a drawing with parts */}
      <svg viewBox={`0 0 ${layout.width} ${layout.height}`} role="group" aria-label={`Workflow ${view.machine}`}>
        <Ends first={layout.boxes.find(({ name }) => name === view.startAt)} last={last} />
        {routes.map((route) => (
          <Line key={`${route.from}→${route.to}`} route={route} taken={isTaken(route)} />
        ))}
        {routes.map((route) => (
          <Label key={`${route.from}→${route.to}`} route={route} taken={isTaken(route)} />
        ))}
        {layout.boxes.map((box) => {
          const state = states.get(box.name);
          return state ? <Node key={box.name} box={box} state={state} now={now} onShow={setShown} /> : null;
        })}
      </svg>
      {tip && tipState ? <Tip box={tip} state={tipState} layout={layout} now={now} /> : null}
    </div>
  );
};

/** The same as a list, for whoever reads rather than looks. */
export const GraphList = ({ view }: { view: DrawnWorkflow }) => {
  const now = useNow(view.states.some(({ status }) => status === 'running') ? 1000 : undefined);
  return (
    <ol className="ci-graph-list">
      {view.states.map((state) => (
        <li key={state.name}>
          <strong>{state.name}</strong>: {statusLine(state, now)}. {state.comment}
          {state.next.length > 0 ? (
            <span className="ci-quiet">
              {' '}
              Next: {state.next.map(({ to, label }) => (label ? `${to} (${label})` : to)).join(' or ')}.
            </span>
          ) : null}
        </li>
      ))}
    </ol>
  );
};
