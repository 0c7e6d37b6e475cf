import type { PagePerson, PageState } from '../../page-api';
import { Icon } from '../icon';
import type { Theme } from '../theme';
import { PeopleMenu } from './people-menu';

interface Props {
  readonly state: PageState;
  readonly drawer: boolean;
  readonly theme: Theme;
  readonly embedded: boolean;
  readonly onTheme: (theme: Theme) => void;
  readonly onDrawer: () => void;
  readonly onPerson: (person: PagePerson) => void;
}

/** Whose Slack this is, what is broken in it, and whose eyes one looks through. */
export const TopBar = ({ state, drawer, theme, embedded, onTheme, onDrawer, onPerson }: Props) => {
  const broken = state.faults.filter(({ on }) => on).length;
  return (
    <header className="top">
      <span className="workspace">{state.workspace.name}</span>
      <span className="workspace-note">a stand-in for Slack on this machine</span>
      <span className="top-gap" />
      {!embedded && (
        <button
          type="button"
          className="top-button"
          aria-label={theme === 'dark' ? 'Light theme' : 'Dark theme'}
          onClick={() => onTheme(theme === 'dark' ? 'light' : 'dark')}
        >
          <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
        </button>
      )}
      <button type="button" className="top-button" aria-pressed={drawer} onClick={onDrawer}>
        <Icon name="wrench" /> <span className="top-word">Faults</span>
        {broken > 0 && <span className="badge">{broken} on</span>}
      </button>
      <PeopleMenu me={state.me} people={state.people} onPick={onPerson} />
    </header>
  );
};
