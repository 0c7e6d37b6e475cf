import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type Settings, settingsSchema } from '../playbooks/kit/settings-schema';

/** Written by `npm start`; a second stage on the same machine names its own. */
export const stageFile = (): string =>
  process.env['CORDON_STAGE_FILE'] ?? join(__dirname, '..', '.cordon', 'stage.json');

const operatorSchema = z.object({
  url: z.string(),
  credentialsFile: z.string(),
  profiles: z.array(z.string()).min(1),
});
const stageSchema = z.looseObject({ settings: z.string(), operator: operatorSchema.optional() });

/** The emulators of `npm start`, as long as they are up. */
export interface Stage {
  readonly settings: Settings;
  /** The operator API of its hub, and the people who may sign. */
  readonly operator?: z.infer<typeof operatorSchema>;
}

/** Undefined when nothing is up: what a crashed run left behind is not a stage. Never throws. */
export const findStage = async (file: string = stageFile()): Promise<Stage | undefined> => {
  if (!existsSync(file)) return undefined;
  try {
    const { settings: settingsFile, operator } = stageSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const settings = settingsSchema.parse(JSON.parse(readFileSync(settingsFile, 'utf8')));
    const members = settings.memberEndpoints?.['default'];
    if (!members) return undefined;
    await fetch(members, { signal: AbortSignal.timeout(2_000) });
    return operator ? { settings, operator } : { settings };
  } catch {
    return undefined;
  }
};
