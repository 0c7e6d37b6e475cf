import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROUTES } from '../../../handlers/operator/routes';

const page = readFileSync(join(__dirname, '../../../docs/operators.md'), 'utf8');

describe('docs/operators.md', () => {
  it('tells every route, and none that there is not', () => {
    const told = [...page.matchAll(/`(GET|POST) (\/[a-z{}/]+)/g)].map(([, method, path]) => `${method} ${path}`);
    expect([...new Set(told)].sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
  });
});
