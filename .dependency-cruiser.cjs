// Who may import whom. Each rule says what it protects; docs/architecture.md draws the same picture.
const rooms = [
  'adapters',
  'bench',
  'bin',
  'cdk',
  'cli',
  'console',
  'handlers',
  'incidents',
  'local',
  'playbooks',
  'slack-app',
  'test',
];
const room = (...names) => `^(${names.join('|')})/`;
const others = (...names) => room(...rooms.filter((name) => !names.includes(name)));
const SDK = '^node_modules/(@aws-sdk|@smithy)/';

/** Nothing of `from` may load the SDK; its types are fine, because they are gone at run time. */
const noSdk = (name, from, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: SDK, dependencyTypesNot: ['type-only'] },
});

const forbid = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle, types included, means that two files are one: neither can be read or tested alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unknown-packages',
      comment: 'A package that package.json does not name is there by luck and gone with the next install.',
      severity: 'error',
      from: {},
      // aws-lambda is types alone (@types/aws-lambda): there is nothing of it to resolve.
      to: { pathNot: '^aws-lambda$', dependencyTypes: ['unknown', 'undetermined', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'product-runs-without-dev-packages',
      comment: 'What is bundled and shipped may not need a package that only development installs.',
      severity: 'error',
      from: { path: room('adapters', 'cli', 'console', 'handlers', 'incidents', 'playbooks', 'slack-app') },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'kit-stands-alone',
      comment: 'The kit is the vocabulary that every room speaks: it knows zod and nothing else.',
      severity: 'error',
      from: { path: '^playbooks/kit/' },
      to: { pathNot: ['^playbooks/kit/', '^node_modules/zod/'], dependencyTypesNot: ['type-only'] },
    },
    forbid(
      'kit-imports-no-room',
      'Types that import the application make the bottom depend on the top.',
      '^playbooks/kit/',
      others('playbooks').replace('^(', '^(playbooks/(actions|facts|index)|'),
    ),
    forbid(
      'units-know-the-kit-alone',
      'An action or a fact is read, tested and derived from by itself: it imports the kit and its neighbours.',
      '^playbooks/(actions|facts)/',
      `${others('playbooks')}|^playbooks/[^/]+\\.ts$`,
    ),
    forbid(
      'playbooks-know-no-machinery',
      'A playbook says what happens. How it runs, is stored, deployed or shown is not its business.',
      '^playbooks/',
      others('playbooks'),
    ),
    forbid(
      'the-record-knows-the-kit-alone',
      'The rules of the record hold whatever carries them: it sees the kit, and the table through a port.',
      '^incidents/',
      `${others('incidents', 'playbooks')}|^playbooks/(?!kit/)`,
    ),
    noSdk(
      'pure-rooms-load-no-sdk',
      room('playbooks', 'incidents'),
      'Clients are arguments here, so that a test passes its own and a bundle holds only what its handler calls.',
    ),
    noSdk(
      'adapters-load-the-sdk',
      room('handlers', 'slack-app', 'cli', 'console', 'cdk'),
      'One room makes clients, so that accounts, roles, endpoints and retries are settled in one place.',
    ),
    forbid(
      'adapters-serve-and-do-not-ask',
      'An adapter carries out what the inner rooms describe; it may know their shapes, never who calls it.',
      '^adapters/',
      room('handlers', 'slack-app', 'cli', 'console', 'cdk', 'local', 'bench', 'test'),
    ),
    ...['handlers', 'slack-app', 'cli', 'console', 'cdk'].map((name) =>
      forbid(
        `${name}-stands-beside-the-others`,
        'Entries and the deployment never import each other: each can be changed, bundled and deployed alone. cdk reaches entries by path.',
        room(name),
        room(...['handlers', 'slack-app', 'cli', 'console', 'cdk'].filter((other) => other !== name)),
      ),
    ),
    forbid(
      'derive-is-pure',
      'State machines, policies and docs are functions of the playbooks: nothing of CDK, of files or of the clock.',
      '^cdk/derive/',
      '^cdk/(?!derive/)|^node_modules/(aws-cdk-lib|constructs)/',
    ),
    forbid(
      'product-ignores-the-local-stage',
      'The same code runs on AWS and on one machine by configuration alone; nothing of the product knows where it is.',
      room('adapters', 'cdk', 'console', 'handlers', 'incidents', 'playbooks', 'slack-app'),
      room('local', 'bench', 'test', 'bin'),
    ),
    forbid(
      'the-stage-is-outside',
      'The stage deploys the product and watches it from outside; a shortcut into its entries would prove nothing.',
      room('local'),
      room('handlers', 'slack-app', 'cli', 'console', 'cdk', 'bench', 'test'),
    ),
    forbid(
      'nobody-imports-tests',
      'Tests look at the product, never the other way round.',
      others('test'),
      room('test'),
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(cdk\\.out|\\.cordon|coverage)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
