import { readFileSync } from 'node:fs';
import type { OnLoadArgs, OnLoadResult, Plugin } from 'esbuild';
import { targetForms } from '../playbooks/kit/target-form';

// Parts of libraries that our functions load and never reach. What is asked of them all the same throws by its name.

/** No call of ours is a stream of events; what frames and signs them is a tenth of a small client. */
const NO_EVENT_STREAMS = [
  'export const resolveEventStreamSerdeConfig = (config) => config;',
  "const none = () => { throw new Error('No call with a stream of events is bundled'); };",
  'export { none as EventStreamSerde, none as eventStreamSerdeProvider };',
].join('\n');

/** Bolt by the two names that are used: its index brings every receiver, OAuth and Assistant. */
const LEAN_BOLT = [
  "const App = require('./App');",
  'exports.App = App.default;',
  'exports.LogLevel = App.LogLevel;',
  "exports.AwsLambdaReceiver = require('./receivers/AwsLambdaReceiver').default;",
].join('\n');

/** Bolt's App names them: `instanceof` must work, nothing is made of them. */
const NO_RECEIVER = 'exports.default = class UnusedOnLambda {};';

/** What zod makes JSON Schema with, which no handler asks for: the forms of targets are made while bundling. */
const NO_JSON_SCHEMA = [
  "const none = () => { throw new Error('JSON Schema is made before bundling'); };",
  'export const toJSONSchema = none, allProcessors = {};',
  'export { none as createStandardJSONSchemaMethod, none as createToJSONSchemaMethod, none as initializeContext };',
  'export { none as processSchema, none as process, none as extractDefs, none as finalize };',
].join('\n');

/** Of its package.json a library reads its own name and version. */
const nameAndVersion = ({ path }: OnLoadArgs): OnLoadResult => {
  const { name, version } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly name: string;
    readonly version: string;
  };
  return { contents: JSON.stringify({ name, version }), loader: 'json' };
};

/** Leaves out of libraries what a function on Lambda never reaches. */
export const leanLibraries: Plugin = {
  name: 'lean-libraries',
  setup: (build) => {
    build.onLoad({ filter: /\/@smithy\/core\/dist-es\/submodules\/event-streams\/index\.js$/ }, () => ({
      contents: NO_EVENT_STREAMS,
    }));
    build.onLoad({ filter: /\/@slack\/bolt\/dist\/index\.js$/ }, () => ({ contents: LEAN_BOLT }));
    build.onLoad({ filter: /\/@slack\/bolt\/dist\/receivers\/(HTTP|SocketMode)Receiver\.js$/ }, () => ({
      contents: NO_RECEIVER,
    }));
    build.onLoad({ filter: /\/zod\/v4\/core\/(to-json-schema|json-schema-processors)\.js$/ }, () => ({
      contents: NO_JSON_SCHEMA,
    }));
    build.onLoad({ filter: /\/playbooks\/kit\/target-form\.ts$/ }, () => ({
      contents: `export const targetForms = ${JSON.stringify(targetForms)};`,
    }));
    build.onLoad(
      { filter: /\/(@aws-sdk\/client-[^/]+|@aws-sdk\/nested-clients|@slack\/(bolt|web-api))\/package\.json$/ },
      nameAndVersion,
    );
  },
};
