import { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { Credentials } from './operator';

/** The output `OperatorUrl` of the hub's stack; undefined when the account has no such stack in this Region. Throws on missing rights. */
export const operatorUrlFrom = async (
  stackName: string,
  region: string,
  credentials: Credentials,
): Promise<string | undefined> => {
  const client = new CloudFormation({ region, credentials, maxAttempts: 2 });
  try {
    const { Stacks = [] } = await client.describeStacks({ StackName: stackName });
    return Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'OperatorUrl')?.OutputValue;
  } catch (error) {
    // What CloudFormation says of a stack that it does not know.
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message))
      return undefined;
    throw error;
  } finally {
    client.destroy();
  }
};
