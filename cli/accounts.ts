import { Command } from 'commander';
import { credentialsFor } from '../adapters/operator';
import { listOrganization, OrganizationError } from '../adapters/organization';
import { CliError, EXIT } from './exit';
import { printJson } from './style';

interface AccountsOptions {
  readonly profile?: string;
  readonly region: string;
}

const exitFor = (code: string) => (/^(no-credentials|unreachable)$/.test(code) ? EXIT.unreachable : EXIT.refused);

const cure = (code: string): string => {
  if (/AccessDenied/.test(code))
    return ' Use credentials of the account that manages the organisation, or of a delegated administrator such as the security account.';
  return /NotInUse/.test(code) ? ' This account belongs to no organisation: list its accounts by id instead.' : '';
};

const list = async ({ profile, region }: AccountsOptions): Promise<void> => {
  try {
    const endpoint = process.env['AWS_ENDPOINT_URL_ORGANIZATIONS'];
    printJson(
      await listOrganization({ credentials: credentialsFor(profile), region, endpoint, now: () => new Date() }),
    );
  } catch (error) {
    if (!(error instanceof OrganizationError)) throw error;
    throw new CliError(exitFor(error.code), `${error.message}${cure(error.code)}`, undefined, { cause: error });
  }
};

const HELP = `
Examples:
  cordon accounts > cordon.accounts.json
  cordon accounts --profile security > cordon.accounts.json

The configuration names the file as accountsFile. Cordon asks AWS Organizations nothing at run time: check the file in, and write it
again when accounts move or join. It only reads, and it lists active accounts.`;

export const accountsCommand = (): Command =>
  new Command('accounts')
    .description('Lists the accounts of the organisation and the units they lie in, as the configuration wants them.')
    .option('--profile <name>', 'profile of the AWS credentials to use')
    .option('--region <region>', 'where AWS Organizations is in your partition', 'us-east-1')
    .addHelpText('after', HELP)
    .action(list);
