import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { asDeployed, ORGANISATION } from './as-deployed';
import { buildCordon } from './build';
import { readDeployment } from './config';
import { inventoryOf } from './derive/inventory';
import { referencePage, withPlaybookTable } from './derive/reference';
import { permissionsPage } from './permissions-page';
import { securityPage } from './security-page';

export const README = 'README.md';

/** Every generated file, by its path from the root. `readme` is the README as it stands; undefined leaves it out. */
export const docsOf = (playbooks: readonly AnyPlaybook[], readme: string | undefined): ReadonlyMap<string, string> =>
  new Map([
    ...playbooks.map((playbook) => [`docs/playbooks/${playbook.id}.md`, referencePage(playbook)] as const),
    ...(readme === undefined ? [] : [[README, withPlaybookTable(readme, playbooks)] as const]),
  ]);

/** Every stack that an organisation may have, built and not synthesised. */
const organisation = (playbooks: readonly AnyPlaybook[]): App => {
  const app = new App();
  const { settings, rollout } = readDeployment('cordon.organization.example.ts', playbooks);
  buildCordon(app, { settings, rollout, playbooks, codeOf: () => Code.fromInline('exports.handler = undefined') });
  return app;
};

/** What is written from the stacks: the pages of all rights and of the static checks, and what `cordon cost` has to know of a hub. */
export const stackDocsOf = (playbooks: readonly AnyPlaybook[]): ReadonlyMap<string, string> => {
  const deployed = asDeployed(playbooks);
  const inventory = inventoryOf(deployed.map(({ template }) => template));
  return new Map([
    ['docs/permissions.md', permissionsPage(playbooks, asDeployed(playbooks, ORGANISATION))],
    ['docs/security.md', securityPage(organisation(playbooks))],
    ['cli/cost/inventory.json', `${JSON.stringify(inventory, null, 2)}\n`],
  ]);
};
