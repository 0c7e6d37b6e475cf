import * as fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { Graph, GraphList } from '../../console/web/incident/graph';
import { type Box, type Layout, layoutOf, wrapped } from '../../console/web/incident/graph-layout';
import { drawn, statusLine, takenEdges } from '../../console/web/incident/graph-words';
import type { WorkflowState, WorkflowView } from '../../incidents/views';
import type { Plan } from '../../playbooks/kit/plan';

const NOW = Date.parse('2026-11-23T03:10:00.000Z');

const state = (name: string, next: WorkflowState['next'], over: Partial<WorkflowState> = {}): WorkflowState => ({
  name,
  comment: `What ${name} does.`,
  type: 'Task',
  next,
  status: 'not reached',
  ...over,
});

const containment: WorkflowView = {
  machine: 'cordon-isolate-instance',
  startAt: 'Investigate',
  status: 'RUNNING',
  states: [
    state('Investigate', [{ to: 'How to proceed?' }, { to: 'How to proceed?', label: 'fails' }], {
      status: 'done',
      enteredAt: '2026-11-23T03:00:00.000Z',
      leftAt: '2026-11-23T03:00:04.000Z',
    }),
    state(
      'How to proceed?',
      [
        { to: 'Await approval', label: 'ask' },
        { to: 'Input refused', label: 'refused' },
        { to: 'Could not investigate', label: 'no incident' },
        { to: 'Verify and close', label: 'otherwise' },
      ],
      { type: 'Choice', status: 'done', enteredAt: '2026-11-23T03:00:04.000Z', leftAt: '2026-11-23T03:00:04.000Z' },
    ),
    state('Await approval', [{ to: 'Approved?' }, { to: 'Verify and close', label: 'fails' }], {
      status: 'running',
      enteredAt: '2026-11-23T03:00:05.000Z',
    }),
    state(
      'Approved?',
      [
        { to: 'Quarantine every network interface', label: 'approved' },
        { to: 'Verify and close', label: 'otherwise' },
      ],
      { type: 'Choice' },
    ),
    state('Quarantine every network interface', [
      { to: 'Verify and close' },
      { to: 'Verify and close', label: 'fails' },
    ]),
    state('Input refused', [], { type: 'Fail' }),
    state('Could not investigate', [], { type: 'Fail' }),
    state('Verify and close', []),
  ],
};

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const touches = (box: Box, { x, y }: { readonly x: number; readonly y: number }): boolean =>
  x >= box.x - 0.01 && x <= box.x + box.width + 0.01 && y >= box.y - 0.01 && y <= box.y + box.height + 0.01;

const boxOf = (layout: Layout, name: string): Box => {
  const found = layout.boxes.find((box) => box.name === name);
  if (!found) throw new Error(`${name} is not drawn`);
  return found;
};

const anyWorkflow: fc.Arbitrary<WorkflowView> = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 14 })
  .chain((names) =>
    fc
      .array(
        fc.array(
          fc.record(
            { to: fc.oneof(fc.constantFrom(...names), fc.string()), label: fc.string({ maxLength: 30 }) },
            { requiredKeys: ['to'] },
          ),
          { maxLength: 4 },
        ),
        { minLength: names.length, maxLength: names.length },
      )
      .map((nexts) => ({
        machine: 'any',
        startAt: names[0] ?? '',
        status: 'RUNNING',
        states: names.map((name, index) => state(name, nexts[index] ?? [])),
      })),
  );

describe('where the graph is drawn', () => {
  test('no two boxes overlap, whatever the machine', () => {
    fc.assert(
      fc.property(anyWorkflow, (view) => {
        const { boxes } = layoutOf(view);
        expect(boxes.map(({ name }) => name)).toEqual(view.states.map(({ name }) => name));
        for (const [index, a] of boxes.entries())
          for (const b of boxes.slice(index + 1)) expect(overlap(a, b)).toBe(false);
      }),
    );
  });

  test('every line begins on the state it leaves and ends on the state it enters', () => {
    fc.assert(
      fc.property(anyWorkflow, (view) => {
        const layout = layoutOf(view);
        for (const { from, to, points } of layout.routes) {
          const [first, last] = [points[0], points.at(-1)];
          expect(first && touches(boxOf(layout, from), first)).toBe(true);
          expect(last && touches(boxOf(layout, to), last)).toBe(true);
        }
      }),
    );
  });

  test('every way to a state that is there has one line, and no line leads elsewhere', () => {
    fc.assert(
      fc.property(anyWorkflow, (view) => {
        const names = view.states.map(({ name }) => name);
        const wanted = view.states.flatMap(({ name, next }) =>
          [...new Set(next.map(({ to }) => to))]
            .filter((to) => to !== name && names.includes(to))
            .map((to) => `${name}→${to}`),
        );
        expect(
          layoutOf(view)
            .routes.map(({ from, to }) => `${from}→${to}`)
            .sort(),
        ).toEqual(wanted.sort());
      }),
    );
  });

  test('everything lies within the drawing', () => {
    fc.assert(
      fc.property(anyWorkflow, (view) => {
        const { boxes, routes, width, height } = layoutOf(view);
        for (const { x, y, width: wide, height: high } of boxes) {
          expect(x >= 0 && x + wide <= width && y >= 0 && y + high <= height).toBe(true);
        }
        for (const { x, y } of routes.flatMap(({ points }) => points))
          expect(x >= 0 && x <= width && y >= 0 && y <= height).toBe(true);
      }),
    );
  });

  test('the way that everything takes goes straight down, and dead ends stand beside it', () => {
    const layout = layoutOf(containment);
    const main = layout.boxes.filter(({ column }) => column === 0);
    expect(new Set(main.map(({ x }) => x)).size).toBe(1);
    expect(main.toSorted((a, b) => a.y - b.y).map(({ name }) => name)).toEqual([
      'Investigate',
      'How to proceed?',
      'Await approval',
      'Approved?',
      'Quarantine every network interface',
      'Verify and close',
    ]);
  });

  test('of two ends equally far away, the one that is no failure is drawn straight down', () => {
    const view: WorkflowView = {
      ...containment,
      states: [
        state('Investigate', [{ to: 'Input refused' }, { to: 'Verify and close' }]),
        state('Input refused', [], { type: 'Fail' }),
        state('Verify and close', []),
      ],
    };
    expect(boxOf(layoutOf(view), 'Verify and close').column).toBe(0);
    expect(boxOf(layoutOf(view), 'Input refused').column).toBe(1);
  });

  test('what happens to the states moves nothing', () => {
    const later = { ...containment, states: containment.states.map((one) => ({ ...one, status: 'done' as const })) };
    expect(layoutOf(later)).toEqual(layoutOf(containment));
  });

  test('an arrow that is also the plain way carries no word', () => {
    const words = layoutOf(containment).routes.map(({ to, label }) => [to, label?.lines.join(' ')]);
    expect(words).toContainEqual(['How to proceed?', undefined]);
    expect(words).toContainEqual(['Await approval', 'ask']);
  });

  test('names break between words, and are cut when they are too long', () => {
    expect(wrapped('Quarantine every network interface', 23)).toEqual(['Quarantine every', 'network interface']);
    expect(wrapped('x'.repeat(40), 10)).toEqual([`${'x'.repeat(9)}…`]);
    expect(wrapped('a b c d', 1, 2)).toEqual(['a', '…']);
  });
});

describe('what the graph says', () => {
  test('branches have words that people use', () => {
    const words = drawn(containment, { journal: [] }).states.flatMap(({ next }) => next.map(({ label }) => label));
    expect(words).toContain('denied, expired or stale');
    expect(words).not.toContain('otherwise');
  });

  test('a step that the plan left out, or that failed without harm, is not drawn as done', () => {
    const done = { status: 'done', enteredAt: '2026-11-23T03:05:00.000Z', leftAt: '2026-11-23T03:05:01.000Z' } as const;
    const view = {
      ...containment,
      states: [state('Standby', [], done), state('Snapshot', [], done), state('Tag', [], done)],
    };
    const common = { action: 'x', essential: false } as const;
    const plan = {
      steps: [
        { ...common, id: 'standby', title: 'Standby', kind: 'skip', because: 'it is in no group' },
        { ...common, id: 'snapshot', title: 'Snapshot', kind: 'do', input: {}, what: '', leaves: [] },
        { ...common, id: 'tag', title: 'Tag', kind: 'do', input: {}, what: '', leaves: [] },
      ],
    } as unknown as Plan;
    const row = { ...common, startedAt: '', attempts: 1 };
    const journal = [
      { ...row, step: 'snapshot', status: 'failed' },
      { ...row, step: 'tag', status: 'done' },
    ] as const;
    const lines = drawn(view, { plan, journal }).states.map((one) => statusLine(one, NOW));
    expect(lines).toEqual(['left out', 'failed after 1 s', 'done in 1 s']);
  });

  test('the arrows that were taken are those between states entered one after the other', () => {
    expect([...takenEdges(containment)]).toEqual(['Investigate→How to proceed?', 'How to proceed?→Await approval']);
  });

  test('a running state counts on, a finished one says how long it took', () => {
    const [first, , waiting, later] = containment.states;
    expect(first && statusLine(first, NOW)).toBe('done in 4 s');
    expect(waiting && statusLine(waiting, NOW)).toBe('running for 9 min 55 s');
    expect(later && statusLine(later, NOW)).toBe('not reached');
  });

  test('each state can be focused and says its name, state and comment', () => {
    const html = renderToStaticMarkup(<Graph view={containment} />);
    expect(html).toContain('aria-label="Investigate: done in 4 s. What Investigate does."');
    expect(html.match(/tabindex="0"/g)).toHaveLength(containment.states.length);
  });

  test('the list says everything that the drawing shows', () => {
    const html = renderToStaticMarkup(<GraphList view={drawn(containment, { journal: [] })} />);
    expect(html).toContain('Verify and close (denied, expired or stale)');
    expect(html.match(/<li>/g)).toHaveLength(containment.states.length);
  });

  test('names from outside are text', () => {
    const hostile = { ...containment, states: [state('<img src=x onerror=alert(1)>', [])] };
    expect(renderToStaticMarkup(<Graph view={hostile} />)).not.toContain('<img');
  });
});
