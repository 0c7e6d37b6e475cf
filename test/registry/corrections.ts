import type { Correction } from './world';

const instanceOf = (input: object): string => ('InstanceId' in input ? String(input.InstanceId) : '');

/** Moto answers 200 and keeps the old value. */
export const shutdownBehavior: Correction = {
  wrong: 'the shutdown behaviour never changes',
  make: () => {
    const set = new Map<string, unknown>();
    return async (call, input, next) => {
      if (call.method === 'modifyInstanceAttribute' && 'InstanceInitiatedShutdownBehavior' in input) {
        set.set(instanceOf(input), input.InstanceInitiatedShutdownBehavior);
      }
      const answer = await next(input);
      const asked = 'Attribute' in input && input.Attribute === 'instanceInitiatedShutdownBehavior';
      return asked && set.has(instanceOf(input))
        ? { ...answer, InstanceInitiatedShutdownBehavior: set.get(instanceOf(input)) }
        : answer;
    };
  },
};
