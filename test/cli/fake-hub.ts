// A hub with made-up incidents behind real HTTP: what was asked of it is kept, and each answer can be replaced.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cordon } from '../../cli/cordon';
import type { IncidentView } from '../../incidents/views';
import { madeUpIncidents } from '../console/made-up/cases';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly door: string;
  readonly body: unknown;
}
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}
/** Undefined leaves the answer to the made-up incidents. */
export type Script = (asked: Asked) => Answer | undefined;

export const NOW = new Date('2026-11-23T12:00:00Z');

const refuse = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});

const madeUp =
  (incidents: readonly IncidentView[]): Script =>
  ({ path }) => {
    const url = new URL(path, 'http://hub');
    if (url.pathname === '/incidents')
      return {
        body: { incidents: incidents.filter(({ stage }) => !url.searchParams.has('open') || stage !== 'closed') },
      };
    const [, , id, what] = url.pathname.split('/');
    const view = incidents.find(({ incidentId }) => incidentId === id);
    if (!view) return refuse(404, 'unknown-incident', `There is no incident ${id}.`);
    if (what === undefined) return { body: view };
    if (what === 'audit') return { body: { rows: view.audit } };
    return undefined;
  };

class FakeHub {
  readonly asked: Asked[] = [];
  readonly incidents = madeUpIncidents(NOW);
  script: Script = () => undefined;
  private readonly server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => (text += part));
    request.on('end', () => {
      const { status = 200, body } = this.answer({
        method: request.method ?? '',
        path: request.url ?? '',
        authorization: request.headers.authorization ?? '',
        door: String(request.headers['x-cordon-door']),
        body: text ? JSON.parse(text) : undefined,
      });
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });

  private answer(asked: Asked): Answer {
    this.asked.push(asked);
    return (
      this.script(asked) ?? madeUp(this.incidents)(asked) ?? refuse(404, 'no-such-route', 'There is no such route.')
    );
  }

  start(): Promise<void> {
    return new Promise((ready) => this.server.listen(0, '127.0.0.1', ready));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(() => done()));
  }
}

/** A hub for all tests of the block that asks for it, where the command line finds it. Each test starts with nothing asked. */
export const hubForTests = (): FakeHub => {
  const hub = new FakeHub();
  const env = { ...process.env };
  beforeAll(async () => {
    await hub.start();
    Object.assign(process.env, {
      CORDON_OPERATOR_URL: hub.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: ['AKIA', 'TESTTESTTESTTEST'].join(''),
      AWS_SECRET_ACCESS_KEY: 'not-a-secret',
    });
  });
  beforeEach(() => {
    hub.asked.length = 0;
    hub.script = () => undefined;
  });
  afterAll(async () => {
    await hub.stop();
    process.env = env;
  });
  return hub;
};

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

/** Types one command line, in this process, without a terminal. */
export const type = async (...args: readonly string[]): Promise<Ran> => {
  const [out, said]: [string[], string[]] = [[], []];
  const spies = [
    jest.spyOn(console, 'log').mockImplementation((...words: unknown[]) => void out.push(words.join(' '))),
    jest.spyOn(console, 'error').mockImplementation((...words: unknown[]) => void said.push(words.join(' '))),
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0),
  ];
  const before = process.exitCode;
  process.exitCode = undefined;
  const code = await cordon(args);
  const set = process.exitCode;
  process.exitCode = before;
  for (const spy of spies) spy.mockRestore();
  return { code: code ?? Number(set ?? 0), out: out.join('\n'), said: said.join('\n') };
};
