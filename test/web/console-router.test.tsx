import { partOf, placeOf } from '../../console/web/place';

test('a link that is cut in the middle of an encoding still opens a page', () => {
  expect(partOf('inc-a1b2c3d4e5-1')).toBe('inc-a1b2c3d4e5-1');
  expect(partOf('%')).toBe('%');
  expect(partOf('inc%2Da')).toBe('inc-a');
});

test('what is no path is the first page', () => {
  expect(placeOf('#nonsense').path).toBe('/');
  expect(placeOf('#/run?playbook=isolate-instance').query.get('playbook')).toBe('isolate-instance');
});
