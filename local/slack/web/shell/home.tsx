import type { PageState } from '../../page-api';
import type { Place, Use } from '../blocks/kinds';
import { MessageBlocks } from '../message-blocks';

interface Props {
  readonly state: PageState;
  readonly busy: Place | undefined;
  readonly onUse: (use: Use) => void;
}

/** The app's own page for this reader. */
export const Home = ({ state, busy, onUse }: Props) => {
  const { home, workspace } = state;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached with the keyboard
    <section className="messages home" aria-label={`Home of ${workspace.appName}`} tabIndex={0}>
      <div className="home-inner">
        {home ? (
          <MessageBlocks blocks={home.view.blocks} chosen={home.chosen} busy={busy} onUse={onUse} />
        ) : (
          <p className="messages-empty">
            {workspace.appName} has not shown its Home tab to you yet. It does so when you open it; only members of its
            own workspace get one.
          </p>
        )}
      </div>
    </section>
  );
};
