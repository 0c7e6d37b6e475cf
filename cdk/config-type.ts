/** What `cordon.config.ts` exports as `config`: everything that has a default is optional. */
export type { Config } from './config-schema';
