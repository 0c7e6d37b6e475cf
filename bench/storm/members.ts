import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Settings } from '../../playbooks/kit/settings';

// Moto answers fifty parallel DescribeInstances in fourteen seconds: under a storm it would be Moto that is measured. So the
// members of a storm are Moto's own answers about one instance, asked for once and remembered; a later question about
// another instance gets the same answer with the ids put in.

/** What stands for every instance and finding of the storm in the accounts behind. */
export interface Likeness {
  readonly instanceId: string;
  readonly findingId: string;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export interface RememberedMembers {
  /** The same settings, whose member accounts are these. */
  readonly inFrontOf: (settings: Settings) => Settings;
  /** From now on every instance and finding is answered as this one. */
  readonly allAre: (likeness: Likeness) => void;
  /** Questions so far, and how many of them went on to the accounts behind. */
  readonly asked: () => { readonly all: number; readonly behind: number };
  readonly stop: () => void;
}

const INSTANCE = /\bi-[0-9a-f]{17}\b/;
const FINDING = /\b5707[0-9a-f]{28}\b/;

/** What differs from run to run and changes no answer: times, the incident in the session's name, the signature. */
const questionOf = (request: IncomingMessage, body: string): string => {
  const credential = /Credential=([^,]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [key, , region, service] = credential.split('/');
  const asked = body.replace(/\binc-[a-z0-9]+-\d+/g, 'inc').replace(/\b1\d{9}(\.\d+)?\b/g, 'time');
  return [request.method, request.url, request.headers['x-amz-target'], key, region, service, asked].join(' ');
};

const read = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
};

const PASSED_ON = ['authorization', 'content-type', 'x-amz-date', 'x-amz-security-token', 'x-amz-target'];

const askBehind = async (behind: string, request: IncomingMessage, body: string): Promise<Answer> => {
  const headers = Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
  const { method = 'POST', url = '/' } = request;
  const answer = await fetch(behind + url, { method, headers, ...(method === 'GET' ? {} : { body }) });
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? 'text/xml',
    body: await answer.text(),
  };
};

const swap = (text: string, from: string | undefined, to: string | undefined): string =>
  from && to ? text.replaceAll(from, to) : text;

/** Beside Moto's own port, so that the settings are those of last time, and so is what was synthesised from them. */
const BESIDE_MOTO = { accounts: 3, watchers: 4 } as const;

/** Two doors: one for what Moto answers, one for GuardDuty and CloudTrail. They open when the settings are made. */
export const rememberMembers = (): RememberedMembers => {
  const remembered = new Map<string, Promise<Answer>>();
  const behind = { accounts: '', watchers: '' };
  const counted = { all: 0, behind: 0 };
  let like: Likeness | undefined;

  const answerTo = async (place: keyof typeof behind, request: IncomingMessage): Promise<Answer> => {
    const asked = await read(request);
    const [instanceId, findingId] = [INSTANCE.exec(asked)?.[0], FINDING.exec(asked)?.[0]];
    const body = swap(swap(asked, instanceId, like?.instanceId), findingId, like?.findingId);
    const question = questionOf(request, body);
    const known = remembered.get(question);
    const answering = known ?? askBehind(behind[place], request, body);
    counted.all += 1;
    if (!known) {
      counted.behind += 1;
      remembered.set(question, answering);
      answering.then(
        ({ status }) => status >= 500 && remembered.delete(question),
        () => remembered.delete(question),
      );
    }
    const answer = await answering;
    return { ...answer, body: swap(swap(answer.body, like?.instanceId, instanceId), like?.findingId, findingId) };
  };

  const serve = (place: keyof typeof behind) => (request: IncomingMessage, response: ServerResponse) =>
    void answerTo(place, request).then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
      () => response.writeHead(503).end(),
    );
  const [accounts, watchers] = [createServer(serve('accounts')), createServer(serve('watchers'))];
  const open = (server: Server, beside: number): string => {
    const port = Number(new URL(behind.accounts).port) + beside;
    server.listen(port, '127.0.0.1');
    return `http://127.0.0.1:${port}`;
  };
  return {
    inFrontOf: (settings) => {
      const { default: moto = '', guardduty = '' } = settings.memberEndpoints ?? {};
      Object.assign(behind, { accounts: moto, watchers: guardduty });
      const standing = open(accounts, BESIDE_MOTO.accounts);
      const watching = open(watchers, BESIDE_MOTO.watchers);
      return { ...settings, memberEndpoints: { default: standing, guardduty: watching, cloudtrail: watching } };
    },
    allAre: (likeness) => {
      like = likeness;
      remembered.clear();
    },
    asked: () => ({ ...counted }),
    stop: () => {
      for (const server of [accounts, watchers]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
};
