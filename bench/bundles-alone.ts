import { measureBundles } from './bundles';
import { bundlesJson, bundlesText, missedBundles } from './bundles-report';

/** Builds and loads the bundles, with no emulator. Gives the exit code. */
export const bundlesAlone = async (json: boolean): Promise<number> => {
  const bundles = await measureBundles(json ? () => undefined : (line) => console.log(line));
  const wrong = missedBundles(bundles);
  console.log(json ? JSON.stringify(bundlesJson(bundles), null, 2) : `\n${bundlesText(bundles).join('\n')}`);
  for (const sentence of wrong) console.error(`MISSED: ${sentence}`);
  return wrong.length === 0 ? 0 : 1;
};
