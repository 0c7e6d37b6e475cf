// Loaded into every Lambda worker by NODE_OPTIONS, before the worker's own script. While the file `on` stands in the
// folder CORDON_BENCH_CALLS, each invocation leaves one line there: which function, what it was given, which calls it
// made (bodies, begin and end in milliseconds after its start) and how many lines it logged.
const { appendFileSync, existsSync } = require('node:fs');
const http = require('node:http');
const { join } = require('node:path');
const readline = require('node:readline');

const folder = process.env.CORDON_BENCH_CALLS;

let current;
const since = () => performance.now() - current.from;

const begin = (line) => {
  current = undefined;
  const message = JSON.parse(line);
  if (!('event' in message) || !existsSync(join(folder, 'on'))) return;
  current = { at: Date.now(), from: performance.now(), event: message.event, calls: [], timers: [], logs: 0 };
};

const finish = (answer) => {
  if (!current) return;
  const { from, ...invocation } = current;
  const ms = since();
  const record = { name: process.env.AWS_LAMBDA_FUNCTION_NAME, ...invocation, ms, answer };
  current = undefined;
  appendFileSync(join(folder, `${record.name}-${process.pid}.jsonl`), `${JSON.stringify(record)}\n`);
};

const noted = (call) => {
  const mine = current;
  if (!mine) return () => undefined;
  const row = { ...call, from: since(), to: -1 };
  mine.calls.push(row);
  return (status, body) => {
    row.status = status;
    row.body = body;
    row.to = performance.now() - mine.from;
  };
};

/** The AWS SDK speaks through node:http. */
const overHttp = () => {
  const plain = http.request;
  http.request = (...args) => {
    const request = plain(...args);
    const chunks = [];
    const keep = (name) => {
      const method = request[name].bind(request);
      request[name] = (chunk, ...rest) => {
        if (chunk && typeof chunk !== 'function') chunks.push(Buffer.from(chunk));
        return method(chunk, ...rest);
      };
    };
    keep('write');
    keep('end');
    const done = noted({
      method: request.method,
      host: request.getHeader('host'),
      path: request.path,
      target: request.getHeader('x-amz-target'),
      scope: /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)/.exec(String(request.getHeader('authorization') ?? ''))?.[1],
      type: request.getHeader('content-type'),
    });
    request.once('response', (response) =>
      response.once('end', () => done(response.statusCode, Buffer.concat(chunks).toString('utf8'))),
    );
    return request;
  };
};

/** Slack's client speaks through fetch. */
const overFetch = () => {
  const plain = globalThis.fetch;
  globalThis.fetch = async (url, init) => {
    const { host, pathname } = new URL(String(url));
    const done = noted({ method: init?.method ?? 'GET', host, path: pathname, scope: 'slack' });
    const answer = await plain(url, init);
    done(answer.status, typeof init?.body === 'string' ? init.body : String(init?.body ?? ''));
    return answer;
  };
};

/** A timer that fires within an invocation is a wait. */
const overTimers = () => {
  const plain = globalThis.setTimeout;
  const timed = (run, ms, ...args) => {
    const mine = current;
    const from = mine ? since() : 0;
    const fire = () => {
      if (mine && mine === current) mine.timers.push({ from, ms: ms ?? 0 });
      run(...args);
    };
    return plain(fire, ms);
  };
  Object.defineProperties(timed, Object.getOwnPropertyDescriptors(plain));
  globalThis.setTimeout = timed;
};

/** The worker reads an invocation per line, answers with a line, and sends what the function logs to stderr. */
const overLines = () => {
  const open = readline.createInterface;
  readline.createInterface = (...args) => {
    const lines = open(...args);
    lines.on('line', begin);
    return lines;
  };
  const answer = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk, ...rest) => {
    const written = answer(chunk, ...rest);
    const text = String(chunk);
    if (text.startsWith('{"status":')) finish(JSON.parse(text));
    return written;
  };
  const log = process.stderr.write.bind(process.stderr);
  process.stderr.write = (chunk, ...rest) => {
    if (current) current.logs += 1;
    return log(chunk, ...rest);
  };
};

// The same options reach every Node program that starts below us: only MiniStack's workers are of interest.
if (folder && process.argv[1]?.endsWith('_worker.js')) {
  overHttp();
  overFetch();
  overTimers();
  overLines();
}
