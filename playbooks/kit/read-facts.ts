import type { AnyFact, EarlierIncident, FactResult, Facts } from './fact';
import type { Finding } from './finding';
import type { Services, Uses } from './services';
import type { Target } from './target';

export interface ReadFactsContext {
  /** The clients of one member account and Region, narrowed to the declared calls of one fact. */
  readonly services: (uses: Uses) => Services;
  readonly target: Target;
  readonly finding?: Finding;
  readonly now: () => Date;
  readonly earlier: () => Promise<readonly EarlierIncident[]>;
}

/**
 * Reads facts side by side, each within its own time. A fact that fails or is late is a fact too:
 * `unavailable`, with the reason in words. Never throws. Facts beyond `only` are unavailable without being read.
 */
export const readFacts = async <F extends Readonly<Record<string, AnyFact>>>(
  facts: F,
  context: ReadFactsContext,
  only: readonly string[] = Object.keys(facts),
): Promise<Facts<F>> => {
  const left: FactResult<unknown> = {
    status: 'unavailable',
    because: 'it was not read again',
    at: context.now().toISOString(),
  };
  const read = await Promise.all(
    Object.entries(facts).map(
      async ([name, fact]) => [name, only.includes(name) ? await readOne(fact, context) : left] as const,
    ),
  );
  return Object.fromEntries(read) as Facts<F>;
};

const readOne = async (fact: AnyFact, context: ReadFactsContext): Promise<FactResult<unknown>> => {
  const at = context.now().toISOString();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${fact.timeoutMs / 1000} s`)), fact.timeoutMs);
  });
  try {
    const { services, ...rest } = context;
    const value: unknown = await Promise.race([fact.read({ ...rest, aws: services(fact.uses) }), late]);
    return { status: 'known', value, at };
  } catch (error) {
    return { status: 'unavailable', because: reasonOf(error), at };
  } finally {
    clearTimeout(timer);
  }
};

const CUT = 200;

/** What went wrong, short enough for a card. The emulators and proxies answer unknown calls with no name at all. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'the call failed';
  const named = error.name && error.name !== 'Error' && error.name !== 'PlaybookError' ? `${error.name}: ` : '';
  return `${named}${error.message || 'the call failed'}`.replace(/\s+/g, ' ').slice(0, CUT);
};
