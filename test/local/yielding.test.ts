import { hubFunctions } from '../../cdk/hub-functions';
import { YIELDING } from '../../local/emulators';
import { playbooks } from '../../playbooks/index';

it('only functions of the hub leave the processors to others', () => {
  const names = hubFunctions(playbooks, 'no-secret').map(({ suffix }) => `cordon-${suffix}`);
  expect(names).toEqual(expect.arrayContaining(Object.keys(YIELDING)));
});
