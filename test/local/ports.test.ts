import { createServer } from 'node:net';
import { claimPorts } from '../../local/ports';

const bind = (port: number) =>
  new Promise<{ close: () => Promise<void> }>((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => done({ close: () => new Promise((over) => server.close(() => over())) }));
  });

describe('the ports of a stage', () => {
  it('come again after the stage that had them is over', async () => {
    const first = await claimPorts();
    await first.release();
    const second = await claimPorts();
    await second.release();
    expect(second.ports).toEqual(first.ports);
  });

  it('are others while another stage has them', async () => {
    const [first, second] = [await claimPorts(), await claimPorts()];
    await Promise.all([first.release(), second.release()]);
    const all = [...Object.values(first.ports), ...Object.values(second.ports)];
    expect(new Set(all).size).toBe(all.length);
  });

  it('are passed over when a program has one of them', async () => {
    const first = await claimPorts();
    await first.release();
    const taken = await bind(first.ports.moto);
    const second = await claimPorts();
    await second.release();
    await taken.close();
    expect(second.ports.moto).not.toBe(first.ports.moto);
  });

  it('are any free ones when every set is taken', async () => {
    const claims = [];
    for (let n = 0; n < 7; n += 1) claims.push(await claimPorts());
    await Promise.all(claims.map(({ release }) => release()));
    expect(claims.at(-1)?.ports).toEqual({ slack: 0, aws: 0, moto: 0, page: 0 });
  });
});
