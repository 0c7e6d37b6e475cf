import { measureBundles } from './bundles';
import { bundlesJson, bundlesText, missedBundles } from './bundles-report';
import { measureColdAcks } from './cold-ack';
import { acksJson, acksText, missedAcks } from './cold-ack-report';

/** Builds and loads the bundles, and lets the Slack handler answer from cold. Gives the exit code. */
export const bundlesAlone = async (json: boolean): Promise<number> => {
  const bundles = await measureBundles(json ? () => undefined : (line) => console.log(line));
  const acks = await measureColdAcks();
  const wrong = [...missedBundles(bundles), ...missedAcks(acks)];
  const found = { ...bundlesJson(bundles), cold_ack: acksJson(acks) };
  const text = [...bundlesText(bundles), ...acksText(acks)].join('\n');
  console.log(json ? JSON.stringify(found, null, 2) : `\n${text}`);
  for (const sentence of wrong) console.error(`MISSED: ${sentence}`);
  return wrong.length === 0 ? 0 : 1;
};
