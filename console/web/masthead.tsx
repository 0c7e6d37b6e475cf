import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import TopNavigation from '@cloudscape-design/components/top-navigation';
import type { Setup } from '../../incidents/views';
import mark from './mark.svg';
import { hrefTo } from './place';
import type { Session } from './session';
import { THEMES, type Theme } from './theme';
import { useRoom } from './use-room';

const PLACES = [
  { path: '/', title: 'Incidents' },
  { path: '/run', title: 'Run by hand' },
  { path: '/numbers', title: 'Numbers' },
] as const;

const isHere = (path: string, place: string): boolean =>
  place === '/' ? path === '/' || path.startsWith('/incidents') : path.startsWith(place);

const Places = ({ path }: { path: string }) => (
  <nav className="cf-places" aria-label="Pages">
    {PLACES.map((place) => (
      <a key={place.path} href={hrefTo(place.path)} {...(isHere(path, place.path) ? { 'aria-current': 'page' } : {})}>
        {place.title}
      </a>
    ))}
  </nav>
);

const THEME_WORDS: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' };

interface Props {
  readonly path: string;
  readonly setup: Setup | undefined;
  readonly session: Session;
  readonly profile: string | undefined;
  readonly onProfile: (profile: string) => void;
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
  readonly onPause: () => void;
}

const me = (setup: Setup | undefined, profile: string | undefined): string => setup?.me.name ?? profile ?? 'Not known';

/** Who one is, and every other profile that the console was started with. */
const Me = ({ setup, session, profile, onProfile, theme, onTheme }: Omit<Props, 'path' | 'onPause'>) => (
  <ButtonDropdown
    expandToViewport
    ariaLabel={`${me(setup, profile)}: profile and theme`}
    items={[
      ...(session.profiles.length > 1
        ? [
            {
              id: 'profiles',
              text: 'Act as AWS profile',
              items: session.profiles.map((name) => ({
                id: `profile:${name}`,
                text: name,
                itemType: 'checkbox' as const,
                checked: name === profile,
              })),
            },
          ]
        : []),
      {
        id: 'themes',
        text: 'Theme',
        items: THEMES.map((name) => ({
          id: `theme:${name}`,
          text: THEME_WORDS[name],
          itemType: 'checkbox' as const,
          checked: name === theme,
        })),
      },
    ]}
    onItemClick={({ detail }) => {
      const [kind, name = ''] = detail.id.split(/:(.*)/s);
      if (kind === 'profile') onProfile(name);
      else onTheme(THEMES.find((known) => known === name) ?? 'system');
    }}
  >
    {me(setup, profile)}
  </ButtonDropdown>
);

/** The bar at the top of every page. */
export const Masthead = ({ path, setup, onPause, ...props }: Props) => {
  const narrow = useRoom() === 'narrow';
  return (
    <div className="cf-masthead">
      <TopNavigation>
        <div className="cf-bar">
          <a className="cf-brand" href={hrefTo('/')}>
            <img src={mark} alt="" width={26} height={26} /> Cordon
          </a>
          <Places path={path} />
          <span className="cf-hub" title="The account that runs Cordon, and its Region">
            {setup ? `hub ${setup.hub.accountId} · ${setup.hub.region}` : ''}
          </span>
          <span className="cf-tools">
            {setup && !setup.pause.paused ? (
              <Button iconName="pause" onClick={onPause} ariaLabel="Pause every change">
                {narrow ? undefined : 'Pause'}
              </Button>
            ) : null}
            <Me setup={setup} {...props} />
          </span>
        </div>
      </TopNavigation>
    </div>
  );
};
