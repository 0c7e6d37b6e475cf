import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareRecording, type Recording } from '../../bench/recording';
import { raiseStage, type Stage } from '../../local/stage';
import { arrivalTests } from './arrivals';
import { attackerTests } from './attackers';
import { consoleDoorTests } from './console-door';
import { copyTests } from './copies';
import { forgeryTests } from './forgeries';
import { everyHistoryTests, historyTests } from './history';
import { hubRightsTests } from './hub-rights';
import { keyTests } from './keys';
import { lostTests } from './lost';
import { operatorTests } from './operators';
import { peopleTests } from './people';
import { secretTests } from './secrets';
import { slackAppTests } from './slack-app';
import { slackAwayTests } from './slack-away';
import { openWay, type Way, waySettings } from './way';

// The whole way on one stage: every test drives the deployed functions from outside, has a target of its own, and believes
// what the accounts, Slack and the record say afterwards.

jest.setTimeout(240_000);

let stage: Stage | undefined;
let way: Way | undefined;
let recording: Recording;
const folder = mkdtempSync(join(tmpdir(), 'cordon-way-'));
const theWay = (): Way => {
  if (!way) throw new Error('The stage is not up');
  return way;
};

beforeAll(async () => {
  const environment = { ...process.env };
  recording = prepareRecording(join(folder, 'calls'));
  stage = await raiseStage({ settings: waySettings });
  process.env = environment;
  recording.start();
  way = await openWay(stage);
});
afterAll(async () => {
  await stage?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('what arrives', () => arrivalTests(theWay));
describe('an approved run', () => historyTests(theWay));
describe('what people start, and what nobody of us started', () => forgeryTests(theWay));
describe('the Step Functions console', () => consoleDoorTests(theWay));
describe('an attacker between card and click', () => attackerTests(theWay));
describe('Slack', () => slackAwayTests(theWay));
describe('what Slack shows besides the card', () => slackAppTests(theWay));
describe('a run that stopped in the middle, or was a mistake', () => peopleTests(theWay));
describe('keys', () => keyTests(theWay));
describe('what was lost on the way', () => lostTests(theWay));
describe('every run', () => everyHistoryTests(theWay));
describe('operators', () => operatorTests(theWay));
describe('secrets', () => secretTests(theWay));
describe('what is kept of every log', () => copyTests(theWay));

test('the sweeper did its work all the while', () => {
  expect(stage?.problems()).toEqual([]);
});

describe('what the functions of the hub did', () => hubRightsTests(theWay, () => recording));
