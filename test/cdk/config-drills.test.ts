import { checkDeployment } from '../../cdk/config';
import accounts from '../../cordon.accounts.example.json';
import { config } from '../../cordon.organization.example';

const list = accounts as Parameters<typeof checkDeployment>[3];
const given = config as { accounts?: readonly { readonly id: string; readonly live?: boolean }[] };
const drilled = (drills: object) => () =>
  checkDeployment({ ...config, drills: { channel: 'C024BE91Q', ...drills } }, 'cordon.config.ts', [], list);
const live = given.accounts?.find((account) => account.live)?.id ?? '';

describe('drills in the configuration', () => {
  it('may be full ones alone, in a live account', () => {
    expect(drilled({ full: { accounts: [live] } })().settings.drills).toEqual({
      channel: 'C024BE91Q',
      targets: [],
      full: { accounts: [live] },
    });
  });

  it('are refused where they could not be, with what to do', () => {
    expect(drilled({})).toThrow('drills names neither targets nor full');
    expect(drilled({ full: { accounts: ['999999999999'] } })).toThrow(
      'drills.full.accounts names 999999999999, which is in dry run',
    );
    expect(drilled({ full: { accounts: [] } })).toThrow('drills.full.accounts');
  });
});
