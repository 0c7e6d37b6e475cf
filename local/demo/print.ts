import { duration, type Told, timesOf, verified } from './story';

const line = (told: Told): readonly string[] => {
  const { meta } = told.record;
  const times = timesOf(told.record);
  const mark = verified(told) ? '✓' : '✗';
  const split = `provider ${duration(times.providerSeconds)} · machine ${duration(times.machineSeconds)} · human ${duration(times.humanSeconds)} · verify ${duration(times.verifySeconds)}`;
  const wrong = told.checks
    .filter((one) => !one.holds)
    .map((one) => `      ✗ ${one.what}; found ${one.found.slice(0, 300)}`);
  return [
    `${mark} ${told.title}`,
    `    ${meta.incidentId} · ${meta.playbook} · ${meta.target.name ?? meta.target.id} · ${meta.outcome ?? meta.stage}`,
    `    ${split}`,
    ...told.checks.filter((one) => one.holds).map((one) => `      ✓ ${one.what}`),
    ...wrong,
  ];
};

/** The demo's end, for people. */
export const timelines = (stories: readonly Told[]): string => stories.flatMap(line).join('\n');

/** The same for machines; times in seconds, null where one end is not known. */
export const asJson = (stories: readonly Told[]): string =>
  JSON.stringify(
    {
      incidents: stories.map((told) => {
        const times = timesOf(told.record);
        return {
          playbook: told.record.meta.playbook,
          target: told.record.meta.target.id,
          outcome: told.record.meta.outcome ?? told.record.meta.stage,
          verified: verified(told),
          times: {
            provider: times.providerSeconds ?? null,
            machine: times.machineSeconds ?? null,
            human: times.humanSeconds ?? null,
            verify: times.verifySeconds ?? null,
          },
        };
      }),
    },
    null,
    2,
  );
