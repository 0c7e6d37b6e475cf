/** In rising order. The class drives who must approve. */
export const RISKS = ['read', 'reversible', 'disruptive', 'destructive'] as const;
export type Risk = (typeof RISKS)[number];

export const riskRank = (risk: Risk): number => RISKS.indexOf(risk);
export const higherRisk = (a: Risk, b: Risk): Risk => (riskRank(a) >= riskRank(b) ? a : b);
/** One class up: what a NAT host, a cluster node or an unknown environment does to a plan. */
export const raised = (risk: Risk): Risk => RISKS[Math.min(riskRank(risk) + 1, RISKS.length - 1)] ?? 'destructive';
