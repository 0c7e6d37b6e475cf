import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, checkDeployment, readDeployment } from '../../cdk/config';
import { type AccountsFile, accountsFileSchema } from '../../cdk/config-schema';
import accounts from '../../cordon.accounts.example.json';
import { config } from '../../cordon.organization.example';
import { accountOf, countsAsProduction, settingsAt } from '../../playbooks/kit/settings';
import { settingsSchema } from '../../playbooks/kit/settings-schema';

const list = accountsFileSchema.parse(accounts);
type Changes = Readonly<Record<string, unknown>>;
const read = (changes: Changes = {}, file: AccountsFile | undefined = list) =>
  checkDeployment({ ...config, ...changes }, 'cordon.config.ts', [], file);
const settingsOf = (changes: Changes = {}, file?: AccountsFile) => read(changes, file).settings;
const problemsOf = (changes: Changes, file: AccountsFile | undefined = list): readonly string[] => {
  try {
    read(changes, file);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};
const environments = (changes: Changes = {}) =>
  Object.fromEntries(settingsOf(changes).accounts.map(({ id, environment }) => [id, environment]));

describe('the environment of an account', () => {
  it('is that of its unit, or of the nearest unit above', () => {
    expect(environments()).toMatchObject({
      '222222222222': 'production',
      '333333333333': 'production',
      '444444444444': 'staging',
      '666666666666': 'sandbox',
    });
    const organizationalUnits = [
      ...(config.organizationalUnits ?? []),
      { id: 'ou-ab12-1a1a1a1a', name: 'Trials', environment: 'development' },
    ];
    expect(environments({ organizationalUnits })).toMatchObject({
      '222222222222': 'development',
      '333333333333': 'production',
    });
  });

  it('is what stands beside its id, whatever its unit is', () => {
    expect(environments()['777777777777']).toBe('production');
  });

  it('is unknown, counts as production and stays in dry run where nobody says it', () => {
    for (const id of ['111111111111', '999999999999', '123456789012']) {
      const account = accountOf(settingsOf(), id);
      expect(account).toMatchObject({ environment: 'unknown', live: false, listed: false });
      expect(countsAsProduction(account.environment)).toBe(true);
    }
  });

  it('comes with the name of the list', () => {
    expect(accountOf(settingsOf(), '666666666666')).toMatchObject({ name: 'playground', live: true });
  });
});

describe('dry run', () => {
  it('is left by accounts that are listed by id, and by no unit', () => {
    expect(
      settingsOf()
        .accounts.filter(({ live }) => live)
        .map(({ id }) => id),
    ).toEqual(['666666666666']);
    const units = config.organizationalUnits?.map((unit) => ({ ...unit, live: true }));
    expect(problemsOf({ organizationalUnits: units })[0]).toContain(
      'organizationalUnits[0] has a field that nobody reads: live',
    );
  });
});

describe('a list of accounts that nobody renewed', () => {
  const day = (days: number) => new Date(Date.parse(list.listedAt) + days * 86_400_000);

  it('is believed for as long as the configuration says', () => {
    const settings = settingsOf();
    expect(settingsAt(settings, day(30))).toBe(settings);
  });

  it('then makes production of what was known by a unit alone, and of nothing else', () => {
    const later = settingsAt(settingsOf({ shield: { on: ['r-ab12'], attached: true } }), day(31));
    expect(accountOf(later, '444444444444')).toMatchObject({ environment: 'unknown', shielded: false });
    expect(accountOf(later, '666666666666')).toMatchObject({ environment: 'unknown', live: true });
    expect(accountOf(later, '777777777777')).toMatchObject({ environment: 'production' });
  });

  it('changes nothing where no list was used', () => {
    const settings = settingsSchema.parse({ ...settingsOf(), accountsList: undefined });
    expect(settingsAt(settings, new Date('2099-01-01'))).toBe(settings);
  });
});

describe('the shield', () => {
  const shielded = (shield: object) =>
    settingsOf({ shield })
      .accounts.filter((account) => account.shielded)
      .map(({ id }) => id)
      .sort();

  it('is counted on below what it is attached to, for accounts that the list knows', () => {
    expect(shielded({ on: ['ou-ab12-11111111'], attached: true })).toEqual(['222222222222', '333333333333']);
    expect(shielded({ on: ['ou-ab12-11111111'], attached: false })).toEqual([]);
  });

  it('never binds the account that manages the organisation', () => {
    const managing = [{ id: '999999999999', environment: 'production' }];
    const { settings } = read({ accounts: managing, shield: { on: ['r-ab12'], attached: true } });
    expect(accountOf(settings, '999999999999').shielded).toBe(false);
    expect(accountOf(settings, '444444444444').shielded).toBe(true);
  });

  it('is not counted on for an account that no list knows', () => {
    const strange = [{ id: '121212121212', name: 'strange', environment: 'staging' }];
    const { settings } = read({ accounts: strange, shield: { on: ['r-ab12'], attached: true } });
    expect(accountOf(settings, '121212121212').shielded).toBe(false);
  });
});

describe('what goes out', () => {
  it('is the roles into each unit once, and the shield onto what is named', () => {
    const inner = { id: 'ou-ab12-1a1a1a1a', name: 'Trials', environment: 'development' };
    const { rollout } = read({ organizationalUnits: [...(config.organizationalUnits ?? []), inner] });
    expect(rollout).toEqual({
      units: ['ou-ab12-11111111', 'ou-ab12-22222222', 'ou-ab12-33333333'],
      memberRolesBy: 'delegated-administrator',
      shieldOn: ['ou-ab12-11111111', 'ou-ab12-22222222', 'ou-ab12-33333333'],
    });
  });
});

describe('a configuration of an organisation that cannot be', () => {
  it.each<[string, Changes, string]>([
    [
      'an id that is no unit',
      { organizationalUnits: [{ id: 'ou-1', name: 'Prod', environment: 'production' }] },
      'organizationalUnits[0].id must be the id of an organisational unit such as "ou-ab12-11111111". Found "ou-1". For example: "ou-ab12-11111111".',
    ],
    [
      'a Region that is none',
      { regions: ['eu-west'] },
      'regions[0] must be an AWS Region such as "eu-west-1". Found "eu-west". For example: "eu-west-1".',
    ],
    [
      'an account without an environment, in no unit',
      { accounts: [{ id: '111111111111' }] },
      'accounts[0].environment is missing, and 111111111111 lies in no unit of organizationalUnits. For example: "production".',
    ],
    [
      'an account without a name, in no list',
      { accounts: [{ id: '121212121212', environment: 'staging' }] },
      'accounts[0].name is missing, and 121212121212 is in no list of accounts.',
    ],
    [
      'a unit in which nobody lies',
      { organizationalUnits: [{ id: 'ou-ab12-99999999', name: 'Old', environment: 'staging' }] },
      'organizationalUnits names ou-ab12-99999999, but no account of cordon.accounts.example.json lies in it.',
    ],
    [
      'a unit twice',
      {
        organizationalUnits: [...(config.organizationalUnits ?? []), ...(config.organizationalUnits ?? []).slice(0, 1)],
      },
      'organizationalUnits lists ou-ab12-11111111 twice',
    ],
    [
      'a list of another organisation',
      { organizationId: 'o-zzzzzzzzzz' },
      'organizationId is o-zzzzzzzzzz, but cordon.accounts.example.json lists the accounts of o-a1b2c3d4e5.',
    ],
    [
      'a shield without an organisation',
      { organizationId: undefined },
      'shield is a policy of the organisation, and organizationId is missing.',
    ],
    [
      'a shield on an account',
      { shield: { on: ['222222222222'], attached: true } },
      'shield.on[0] must be a root such as "r-ab12" or a unit such as "ou-ab12-11111111". Found "222222222222".',
    ],
    [
      'a break-glass principal that is none',
      { breakGlass: ['break-glass'] },
      'breakGlass[0] must be the ARN of users or roles such as "arn:aws:iam::*:role/break-glass-*". Found "break-glass". For example: "arn:aws:iam::*:user/break-glass-*".',
    ],
    [
      'roles for units that are not there',
      { organizationalUnits: [] },
      'memberRolesBy deploys the roles into organizationalUnits, and there are none',
    ],
    [
      'no account at all',
      { accounts: [], organizationalUnits: [], memberRolesBy: undefined },
      'name no account at all',
    ],
  ])('is refused for %s', (_, changes, sentence) => {
    expect(problemsOf(changes).join('\n')).toContain(sentence);
  });

  it('gives a unit for an example even when the list has none', () => {
    const flat = {
      ...list,
      accounts: list.accounts.map((account) => ({ ...account, path: account.path.slice(0, 1) })),
    };
    const unitsOf = problemsOf({}, flat).filter((one) => one.startsWith('organizationalUnits names'));
    expect(unitsOf.length).toBeGreaterThan(0);
    for (const one of unitsOf) expect(one).toMatch(/For example: "ou-ab12-11111111"\.$/);
  });

  it('says how to write the list that units need', () => {
    expect(() => checkDeployment({ ...config, accountsFile: undefined }, 'x')).toThrow(
      'organizationalUnits need accountsFile, which says what accounts lie in them. Write it with: npx cordon accounts',
    );
  });
});

describe('the file that lists the accounts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-organization-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'config.json');
  const give = (text: string | undefined): string => {
    writeFileSync(path, JSON.stringify({ ...config, accountsFile: 'list.json' }));
    rmSync(join(folder, 'list.json'), { force: true });
    if (text !== undefined) writeFileSync(join(folder, 'list.json'), text);
    return path;
  };

  it('is looked for beside the configuration that names it', () => {
    cpSync('cordon.accounts.example.json', join(folder, 'cordon.accounts.example.json'));
    expect(readDeployment(give(JSON.stringify(accounts))).settings.accounts).toHaveLength(6);
  });

  it('is asked for by the command that writes it when it is not there', () => {
    expect(() => readDeployment(give(undefined))).toThrow(
      'accountsFile names list.json, which does not exist. Write it with: npx cordon accounts > list.json',
    );
  });

  it('is held to its form, field by field', () => {
    const broken = { ...accounts, accounts: [{ id: '222222222222', name: 'shop', path: ['somewhere'] }] };
    expect(() => readDeployment(give(JSON.stringify(broken)))).toThrow(
      /list\.json cannot be used:\n.*accounts\[0\]\.path\[0\]/,
    );
  });
});
