// Just enough of RFC 6455 for Socket Mode: text frames, ping, pong and close. Clients mask what they send, servers never do.

export const TEXT = 0x1;
export const CLOSE = 0x8;
export const PING = 0x9;
export const PONG = 0xa;
const CONTINUATION = 0x0;

/** Far above Slack's largest acknowledgement, a view of 250 kB. */
const MOST_BYTES = 1_000_000;

export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

const lengthBytes = (length: number): Buffer => {
  if (length < 126) return Buffer.from([length]);
  if (length <= 0xffff) {
    const bytes = Buffer.from([126, 0, 0]);
    bytes.writeUInt16BE(length, 1);
    return bytes;
  }
  const bytes = Buffer.alloc(9, 0);
  bytes[0] = 127;
  bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
};

/** One whole frame as a server sends it. */
export const frameOf = (opcode: number, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x80 | opcode]), lengthBytes(payload.length), payload]);

interface Head {
  readonly fin: boolean;
  readonly opcode: number;
  readonly length: number;
  readonly mask: Buffer;
  readonly bytes: number;
}

const fail = (why: string): never => {
  throw new Error(`This is no WebSocket frame that a client may send: ${why}.`);
};

const headOf = (data: Buffer): Head | undefined => {
  if (data.length < 2) return undefined;
  const [first = 0, second = 0] = data;
  if ((first & 0x70) !== 0) fail('an extension was never agreed on');
  if ((second & 0x80) === 0) fail('it is not masked');
  const short = second & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (data.length < 2 + extra + 4) return undefined;
  const length = extra === 0 ? short : extra === 2 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
  if (length > MOST_BYTES) fail(`it holds ${length} bytes`);
  const bytes = 2 + extra + 4;
  return { fin: (first & 0x80) !== 0, opcode: first & 0x0f, length, mask: data.subarray(bytes - 4, bytes), bytes };
};

const unmask = (payload: Buffer, mask: Buffer): Buffer =>
  Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)));

/**
 * Reads frames out of a stream of bytes, putting messages that came in pieces together.
 * @returns a function that takes more bytes and gives the frames that are complete; it throws on anything that is no frame
 */
export const frameReader = (): ((data: Buffer) => readonly Frame[]) => {
  let rest: Buffer = Buffer.alloc(0);
  let pieces: { readonly opcode: number; readonly parts: Buffer[] } | undefined;

  const join = (head: Head, payload: Buffer): readonly Frame[] => {
    if (head.opcode >= CLOSE) return [{ opcode: head.opcode, payload }];
    const open = head.opcode === CONTINUATION ? pieces : { opcode: head.opcode, parts: [] };
    if (!open) return fail('it continues nothing');
    open.parts.push(payload);
    if (open.parts.reduce((sum, part) => sum + part.length, 0) > MOST_BYTES) fail('its pieces are too long');
    pieces = head.fin ? undefined : open;
    return head.fin ? [{ opcode: open.opcode, payload: Buffer.concat(open.parts) }] : [];
  };

  return (data) => {
    rest = Buffer.concat([rest, data]);
    const frames: Frame[] = [];
    for (let head = headOf(rest); head && rest.length >= head.bytes + head.length; head = headOf(rest)) {
      const payload = unmask(rest.subarray(head.bytes, head.bytes + head.length), head.mask);
      rest = rest.subarray(head.bytes + head.length);
      frames.push(...join(head, payload));
    }
    return frames;
  };
};
