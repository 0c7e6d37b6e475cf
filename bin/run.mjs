// Runs a TypeScript file in this very process, so that signals reach it and its exit code is ours:
//   node bin/run.mjs FILE [arguments…]
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { register } from 'tsx/cjs/api';

const [, , file, ...rest] = process.argv;
if (!file) {
  console.error('Usage: node bin/run.mjs FILE [arguments…]');
  process.exit(2);
}
// The SDK tells each start that it will one day want a newer Node; package.json's engines already say what runs.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
register();
const path = resolve(file);
process.argv = [process.argv[0], path, ...rest];
createRequire(import.meta.url)(path);
