import { createInterface } from 'node:readline/promises';
import { confirmed } from '../../cli/ask';

jest.mock('node:readline/promises', () => ({ createInterface: jest.fn() }));

describe('a question on the terminal', () => {
  const terminals = [process.stdin, process.stderr].map((stream) => [stream, stream.isTTY] as const);
  beforeEach(() => {
    for (const [stream] of terminals) stream.isTTY = true;
  });
  afterEach(() => {
    for (const [stream, was] of terminals) stream.isTTY = was;
  });

  it('moves no cursor, whatever somebody named an instance', async () => {
    const question = jest.fn(async (_text: string) => 'y');
    jest.mocked(createInterface).mockReturnValue({ question, close: () => undefined } as never);
    await confirmed('Approve “Isolate \u001b[2K\u001b[1Aweb-1\u202e”?', false);
    expect(question.mock.calls[0]?.[0]).toBe('Approve “Isolate  [2K [1Aweb-1”? [y/N] ');
  });
});
