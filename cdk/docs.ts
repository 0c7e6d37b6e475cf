import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { asDeployed } from './as-deployed';
import { inventoryOf } from './derive/inventory';
import { referencePage, withPlaybookTable } from './derive/reference';

import { permissionsPage } from './permissions-page';

export const README = 'README.md';

/** Every generated file, by its path from the root. `readme` is the README as it stands; undefined leaves it out. */
export const docsOf = (playbooks: readonly AnyPlaybook[], readme: string | undefined): ReadonlyMap<string, string> =>
  new Map([
    ...playbooks.map((playbook) => [`docs/playbooks/${playbook.id}.md`, referencePage(playbook)] as const),
    ...(readme === undefined ? [] : [[README, withPlaybookTable(readme, playbooks)] as const]),
  ]);

/** What is written from the stacks: the page of all rights, and what `cordon cost` has to know of a hub. */
export const stackDocsOf = (playbooks: readonly AnyPlaybook[]): ReadonlyMap<string, string> => {
  const deployed = asDeployed(playbooks);
  const inventory = inventoryOf(deployed.map(({ template }) => template));
  return new Map([
    ['docs/permissions.md', permissionsPage(playbooks, deployed)],
    ['cli/cost/inventory.json', `${JSON.stringify(inventory, null, 2)}\n`],
  ]);
};
