import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tablePort } from '../../adapters/table';

const KEYS = ['1', '2', '3'].map((sk) => ({ pk: 'INCIDENT#a', sk }));
type Asked = { readonly input: { readonly RequestItems: { readonly T: { readonly Keys: readonly object[] } } } };

describe('many items at once', () => {
  const asked: number[] = [];
  /** Gives at most `most` of what is asked for, as DynamoDB does with large or throttled answers. */
  const answering = (most: number) => {
    asked.length = 0;
    const send = async ({ input }: Asked) => {
      const { Keys } = input.RequestItems.T;
      asked.push(Keys.length);
      const left = Keys.slice(most);
      return { Responses: { T: Keys.slice(0, most) }, UnprocessedKeys: left.length > 0 ? { T: { Keys: left } } : {} };
    };
    jest.spyOn(DynamoDBDocumentClient, 'from').mockReturnValue({ send } as unknown as DynamoDBDocumentClient);
    return tablePort('T', {} as DynamoDBClient);
  };
  afterEach(() => jest.restoreAllMocks());

  it('are asked for again until DynamoDB has given them all', async () => {
    expect(await answering(1).getAll(KEYS)).toEqual(KEYS);
    expect(asked).toEqual([3, 2, 1]);
  });

  it('are no answer when some stay unread', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    await expect(answering(0).getAll(KEYS)).rejects.toThrow('3 items unread');
  });
});
