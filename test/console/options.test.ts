import { consoleOptions } from '../../console/server/options';

const NEEDED = ['--url', 'https://abc.execute-api.eu-west-1.amazonaws.com/', '--region', 'eu-west-1'];

it('reads what the console is started with', () => {
  const given = [
    '--profile',
    'work',
    '--profile',
    'spare',
    '--embed-in',
    'http://127.0.0.1:4000/x',
    '--aws-console',
    'no',
  ];
  expect(consoleOptions([...NEEDED, ...given])).toEqual({
    url: 'https://abc.execute-api.eu-west-1.amazonaws.com',
    region: 'eu-west-1',
    profiles: ['work', 'spare'],
    embedIn: 'http://127.0.0.1:4000',
    awsConsole: false,
    json: false,
    port: 0,
  });
});

it.each([
  [
    'an address that is not encrypted and leaves this machine',
    ['--url', 'http://example.com', '--region', 'x'],
    /--url/,
  ],
  ['no address', ['--region', 'eu-west-1'], /--url/],
  ['no Region', NEEDED.slice(0, 2), /--region/],
  ['a port that is none', [...NEEDED, '--port', '99999'], /--port/],
  ['a frame of any origin', [...NEEDED, '--embed-in', '*'], /--embed-in/],
  ['a name that is no profile', [...NEEDED, '--profile', 'a b'], /profile/],
  ['an option that there is not', [...NEEDED, '--nope'], /--nope/],
])('refuses %s in a sentence', (_what, args, sentence) => {
  expect(() => consoleOptions(args)).toThrow(sentence);
});
