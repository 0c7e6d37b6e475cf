import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Lambda } from '@aws-sdk/client-lambda';
import { zipOf } from '../local/probes/zip';

/** What a function does with its event. Throwing is a function that throws. */
export type Work = (event: unknown) => Promise<unknown>;

export interface Couriers {
  /** Makes a function in the emulator that has its work done here, in the test's own process. Gives its ARN. */
  readonly send: (functionName: string, work: Work) => Promise<string>;
  /** The same function with other work from now on. */
  readonly change: (functionName: string, work: Work) => void;
  readonly stop: () => Promise<void>;
}

const sourceOf = (url: string): string => `exports.handler = async (event) => {
  const answer = await fetch('${url}', { method: 'POST', body: JSON.stringify(event) });
  const said = await answer.text();
  if (!answer.ok) throw new Error(said);
  return JSON.parse(said);
};`;

const serve = (works: Map<string, Work>): Server =>
  createServer(async (request, response) => {
    const work = works.get((request.url ?? '').slice(1));
    try {
      if (!work) throw new Error(`no work for ${request.url}`);
      const said = await work(JSON.parse(await text(request)));
      response.end(JSON.stringify(said ?? null));
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error));
    }
  });

/** Functions of the emulator whose work is done in this process: real queues and machines, and faults where a test wants them. */
export const openCouriers = async (lambda: Lambda): Promise<Couriers> => {
  const works = new Map<string, Work>();
  const server = serve(works);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    send: async (FunctionName, work) => {
      works.set(FunctionName, work);
      const made = await lambda.createFunction({
        FunctionName,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::111111111111:role/courier',
        Timeout: 30,
        Code: { ZipFile: zipOf('index.js', sourceOf(`http://127.0.0.1:${port}/${FunctionName}`)) },
      });
      return made.FunctionArn ?? '';
    },
    change: (functionName, work) => void works.set(functionName, work),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
};
