import { Lambda } from '@aws-sdk/client-lambda';

/** Wakes the sweeper every so many seconds, as the hub's own rule does each minute. Gives the function that stops it. */
export const startSweeper = (
  hub: ConstructorParameters<typeof Lambda>[0],
  everySeconds: number,
  onProblem: (problem: string) => void,
): (() => Promise<void>) => {
  const lambda = new Lambda({ ...hub, maxAttempts: 1 });
  let stopped = false;
  let running = Promise.resolve();
  const sweep = async (): Promise<void> => {
    try {
      const answer = await lambda.invoke({ FunctionName: 'cordon-sweep', Payload: Buffer.from('{}') });
      if (answer.FunctionError) onProblem(`The sweeper failed: ${Buffer.from(answer.Payload ?? []).toString('utf8')}`);
    } catch (error) {
      if (!stopped) onProblem(`The sweeper could not be woken: ${String(error)}`);
    }
  };
  const timer = setInterval(() => {
    running = running.then(() => (stopped ? undefined : sweep()));
  }, everySeconds * 1000);
  return async () => {
    stopped = true;
    clearInterval(timer);
    await running;
  };
};
