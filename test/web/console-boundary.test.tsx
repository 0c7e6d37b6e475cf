import { renderToStaticMarkup } from 'react-dom/server';
import { Boundary } from '../../console/web/boundary';

// React draws no boundary on a server: what it would do in a browser is done here by hand.
const drawn = (error: unknown): string => {
  const boundary = new Boundary({ children: 'the console', frame: (instead) => <div>{instead}</div> });
  Object.assign(boundary, { state: Boundary.getDerivedStateFromError(error) });
  return renderToStaticMarkup(boundary.render());
};

describe('a part of the console that cannot be drawn', () => {
  it('leaves a page that says what happened and offers to load it again', () => {
    const page = drawn(new TypeError('steps is not iterable'));
    expect(page).toContain('This page stopped working');
    expect(page).toContain('steps is not iterable');
    expect(page).toMatch(/<button type="button">Load again<\/button>/);
    expect(page).not.toContain('the console');
  });

  it('says something when what was thrown says nothing', () => {
    expect(drawn(undefined)).toMatch(/what the page says: <code>\w/);
  });

  it('is not seen while nothing fails', () => {
    expect(renderToStaticMarkup(<Boundary frame={() => null}>the console</Boundary>)).toBe('the console');
  });
});
