import { createServer, type Server } from 'node:net';

// The settings name Slack and the member accounts by address, and every function's bundle holds the settings. With the
// same addresses as last time, what was synthesised last time is byte for byte what would be synthesised now.

/** `0` is any free port. */
export interface Ports {
  readonly slack: number;
  readonly aws: number;
  readonly moto: number;
  readonly page: number;
}

export interface Claim {
  readonly ports: Ports;
  readonly release: () => Promise<void>;
}

// Below every system's range for outgoing connections.
const FIRST = 21_840;
const STRIDE = 10;
/** So many stages can stand at once and still have addresses that come again. */
const SLOTS = 6;
const ANY: Ports = { slack: 0, aws: 0, moto: 0, page: 0 };

const bind = (port: number): Promise<Server | undefined> =>
  new Promise((done) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => done(undefined));
    server.listen(port, '127.0.0.1', () => done(server.unref()));
  });

const close = (server: Server): Promise<void> => new Promise((done) => server.close(() => done()));

const isFree = async (port: number): Promise<boolean> => {
  const server = await bind(port);
  if (server) await close(server);
  return server !== undefined;
};

const allFree = async (ports: Ports): Promise<boolean> => {
  for (const port of Object.values(ports)) if (!(await isFree(port))) return false;
  return true;
};

/**
 * The first set of ports that nobody uses. Its first port stays bound until `release`, which keeps other stages of this
 * machine away, of other checkouts too, and is given back by the system if we crash. Any free ports when all are taken.
 */
export const claimPorts = async (): Promise<Claim> => {
  for (let slot = 0; slot < SLOTS; slot += 1) {
    const base = FIRST + slot * STRIDE;
    const claim = await bind(base);
    if (!claim) continue;
    const ports: Ports = { slack: base + 1, aws: base + 2, moto: base + 3, page: base + 4 };
    if (await allFree(ports)) return { ports, release: () => close(claim) };
    await close(claim);
  }
  return { ports: ANY, release: async () => undefined };
};
