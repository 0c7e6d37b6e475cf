import { recordProcess } from '../leftovers';
import type { Stage } from '../stage';
import { builtApp } from './build';
import { type ConsoleServer, startConsole } from './console';
import { writeGallery } from './gallery';
import { type PageServer, servePage } from './server';

/** Where the built apps are. */
export interface Builds {
  readonly page: string;
  readonly slack: string;
  readonly console: string;
}

/** Builds what is not there yet, one after the other: each takes all processors by itself. */
export const buildApps = async (): Promise<Builds> => {
  const console = await builtApp('console');
  const slack = await builtApp('slack');
  return { console, slack, page: await builtApp('page') };
};

export interface Pages {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

type Desk = ConsoleServer | { readonly note: string };

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

/** Serves the page with both panes in it. The console is a process of its own, which ends with us whatever ends us. */
export const openPages = async (stage: Stage, builds: Builds): Promise<Pages> => {
  let desk: Desk = { note: 'The console is starting.' };
  const page: PageServer = await servePage(stage, {
    folder: builds.page,
    port: stage.pagePort,
    console: () => desk,
    gallery: once(() => writeGallery(stage.folder)),
  });
  stage.slack.servePage({ folder: builds.slack, embedIn: [page.url] });
  try {
    desk = await startConsole(stage, { web: builds.console, embedIn: page.url });
  } catch (error) {
    desk = { note: error instanceof Error ? error.message : String(error) };
  }
  const running = 'origin' in desk ? desk : undefined;
  if (running) recordProcess(stage.folder, running.pid);
  return {
    url: page.url,
    stop: async () => {
      await page.stop();
      await running?.stop();
    },
  };
};
