import type { MemberSession } from '../../adapters/members';
import type { ServiceName, Services } from '../../playbooks/kit/services';
import type { Call, Layer } from '../registry/world';

/** One call into a member account, as it left a function. */
export interface MemberCall extends Call {
  readonly session: MemberSession;
  readonly input: object;
}

/** What stands between the functions and the accounts while a playbook is replayed. */
export interface Watch {
  /** Sees every call before it is made. */
  seen: (call: MemberCall) => Promise<void>;
  /** What the emulator gets wrong, and who else is at work meanwhile. */
  layers: readonly Layer[];
}
export const watch: Watch = { seen: async () => undefined, layers: [] };

interface HasStack {
  readonly middlewareStack: {
    readonly add: (middleware: unknown, options: { name: string; step: 'initialize'; override: boolean }) => void;
  };
}
type Next = (args: { input: object }) => Promise<{ output: object }>;

const methodOf = (command: string): string =>
  command.charAt(0).toLowerCase() + command.slice(1).replace(/Command$/, '');

const through = (session: MemberSession, service: ServiceName) => (next: Next, context: { commandName: string }) => {
  const call = { service, method: methodOf(context.commandName) };
  return async (args: { input: object }) => {
    await watch.seen({ ...call, session, input: args.input });
    const last = async (input: object): Promise<object> => (await next({ ...args, input })).output;
    const way = watch.layers.reduceRight<(input: object) => Promise<object>>(
      (after, layer) => (input) => layer(call, input, after),
      last,
    );
    return { output: await way(args.input), response: {} };
  };
};

/** The adapters' own door into member accounts, with every call seen on its way. */
export const watched = <A extends { readonly memberServices: (session: MemberSession) => Promise<Services> }>(
  adapters: A,
): A => ({
  ...adapters,
  memberServices: async (session: MemberSession) => {
    const services = await adapters.memberServices(session);
    return new Proxy(services, {
      get: (whole, name: string) => {
        const client: unknown = Reflect.get(whole, name);
        const options = { name: 'watch', step: 'initialize', override: true } as const;
        if (client) (client as HasStack).middlewareStack.add(through(session, name as ServiceName), options);
        return client;
      },
    });
  },
});
