import type { PageLine } from './page-api';
import type { Entry } from './types';
import type { Workspace } from './workspace';

interface Names {
  readonly person: (id: string) => string;
  readonly place: (id: string) => string;
}

const namesIn = (workspace: Workspace): Names => ({
  person: (id) => workspace.people.get(id)?.name ?? (id === workspace.botUserId ? 'The app' : id),
  place: (id) => {
    const [channel = '', ts] = id.split('/');
    const name = workspace.channels.get(channel)?.name;
    const known = name === undefined ? workspace.directs.has(channel) && 'a direct message' : `#${name}`;
    return known ? `${ts === undefined ? '' : 'a message in '}${known}` : id;
  },
});

const START = 120;
const start = (text: string): string => (text.length > START ? `${text.slice(0, START)}…` : text);

const deliveryText = (entry: Extract<Entry, { what: 'answered' }>, { person }: Names): string => {
  const status = entry.status === undefined ? '' : ` with ${entry.status}`;
  const how = entry.problem === undefined ? `answered${status} after ${entry.ms} ms` : `failed: ${entry.problem}`;
  return `${entry.kind} of ${person(entry.user)} ${how} (${entry.because}).`;
};

const viewText = (
  entry: Extract<Entry, { what: 'view opened' | 'view updated' | 'view pushed' }>,
  { person }: Names,
): string => `The app ${entry.what.slice('view '.length)} "${entry.view.title.text}" for ${person(entry.user)}.`;

const messageText = (entry: Extract<Entry, { what: 'posted' | 'updated' }>, { person, place }: Names): string =>
  `${person(entry.user)} ${entry.what} in ${place(entry.channel)}: ${start(entry.text)}`;

const refusedText = (entry: Extract<Entry, { what: 'refused' }>): string =>
  `Slack refused ${entry.method}: ${[entry.error, ...entry.because].join('; ')}.`;

/** What happened to calls and connections, rather than to people. */
const plumbingText = (
  entry: Extract<Entry, { what: 'refused' | 'fault' | 'switched' | 'socket' | 'deleted' }>,
  { place }: Names,
): string => {
  switch (entry.what) {
    case 'refused':
      return refusedText(entry);
    case 'fault':
      return `A fault met ${entry.method}: ${entry.kind}.`;
    case 'switched':
      return `The fault "${entry.fault}" was switched ${entry.on ? 'on' : 'off'}.`;
    case 'socket':
      return `A Socket Mode connection is ${entry.change}; ${entry.connections} open.`;
    case 'deleted':
      return `A message in ${place(entry.channel)} was deleted.`;
  }
};

const textOf = (entry: Entry, names: Names): string => {
  const { person, place } = names;
  switch (entry.what) {
    case 'posted':
    case 'updated':
      return messageText(entry, names);
    case 'ephemeral':
      return `Shown to ${person(entry.reader)} alone in ${place(entry.channel)}: ${start(entry.text)}`;
    case 'view opened':
    case 'view updated':
    case 'view pushed':
      return viewText(entry, names);
    case 'view closed':
      return `The modal of ${person(entry.user)} was ${entry.because}.`;
    case 'home published':
      return `The app published the Home tab of ${person(entry.user)}.`;
    case 'acted':
      return `${person(entry.user)}: ${entry.act}, on ${place(entry.on)}.`;
    case 'confirm shown':
      return `${person(entry.user)} was asked "${entry.confirm.title.text}" and said ${entry.accepted ? 'yes' : 'no'}.`;
    case 'form refused':
      return `The form of ${person(entry.user)} was refused: ${Object.values(entry.errors).join(' ')}`;
    case 'delivered':
      return `${entry.kind} of ${person(entry.user)} sent (${entry.because}).`;
    case 'answered':
      return deliveryText(entry, names);
    case 'toast':
      return `${person(entry.user)} was shown: ${entry.text}`;
    default:
      return plumbingText(entry, names);
  }
};

/** Whether a reader may see this line: what one person alone saw is nobody else's. */
const isFor = (workspace: Workspace, entry: Entry, reader: string): boolean => {
  switch (entry.what) {
    case 'ephemeral':
      return entry.reader === reader;
    case 'posted':
    case 'updated': {
      const other = workspace.directs.get(entry.channel);
      return other === undefined || other === reader;
    }
    case 'view opened':
    case 'view updated':
    case 'view pushed':
    case 'home published':
    case 'form refused':
    case 'toast':
      return entry.user === reader;
    default:
      return true;
  }
};

/** The last lines of the transcript as sentences, for one reader. */
export const linesFor = (workspace: Workspace, reader: string, most: number): readonly PageLine[] => {
  const names = namesIn(workspace);
  return workspace.transcript
    .filter((entry) => isFor(workspace, entry, reader))
    .slice(-most)
    .map((entry) => ({ seq: entry.seq, at: entry.at, what: entry.what, text: textOf(entry, names) }));
};
