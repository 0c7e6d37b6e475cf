import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { referencePage, withPlaybookTable } from './derive/reference';

export const README = 'README.md';

/** Every generated file, by its path from the root. `readme` is the README as it stands; undefined leaves it out. */
export const docsOf = (playbooks: readonly AnyPlaybook[], readme: string | undefined): ReadonlyMap<string, string> =>
  new Map([
    ...playbooks.map((playbook) => [`docs/playbooks/${playbook.id}.md`, referencePage(playbook)] as const),
    ...(readme === undefined ? [] : [[README, withPlaybookTable(readme, playbooks)] as const]),
  ]);
