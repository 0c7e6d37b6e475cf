import { I18nProvider } from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en.json';
import { useCallback, useEffect, useState } from 'react';
import { openOnce } from './ahead';
import { Boundary } from './boundary';
import { Frame } from './frame';
import { messageOf } from './incident/api';
import { Scope } from './incident/scope';
import { helpOtherTabs, type Session } from './session';
import './frame.css';

type Door =
  | { readonly at: 'opening' }
  | { readonly at: 'shut'; readonly problem?: string }
  | { readonly at: 'open'; readonly session: Session };

/** There is no session: how to get one. */
const Shut = ({ problem }: { problem: string | undefined }) => (
  <Scope className="cf cf-shut">
    <main>
      <h1>This page needs a fresh address</h1>
      <p>
        {problem ??
          'Cordon’s console opens with an address that works once. This one was used before, is too old, or is from a console that has ended.'}
      </p>
      <p>
        Run <code>cordon console</code> and open the address that it prints. Nothing that you did here is lost: it is
        all in the hub.
      </p>
    </main>
  </Scope>
);

/** Opens the session, and shows the console or why it cannot. */
export const Root = () => {
  const [door, setDoor] = useState<Door>({ at: 'opening' });
  useEffect(() => {
    openOnce().then(
      (session) => setDoor(session ? { at: 'open', session } : { at: 'shut' }),
      (error: unknown) => setDoor({ at: 'shut', problem: messageOf(error) }),
    );
  }, []);
  const session = door.at === 'open' ? door.session : undefined;
  useEffect(() => (session ? helpOtherTabs(session) : undefined), [session]);
  const end = useCallback(() => setDoor({ at: 'shut' }), []);
  if (door.at === 'opening') return null;
  if (door.at === 'shut') return <Shut problem={door.problem} />;
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <Boundary frame={(instead) => <Scope className="cf cf-shut">{instead}</Scope>}>
        <Frame session={door.session} onEnd={end} />
      </Boundary>
    </I18nProvider>
  );
};
