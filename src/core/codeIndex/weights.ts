// The one table of ranking weights, fitted by test/bench/fitWeights on commits and questions of public repositories.

export const weights = {
  body: 1.69,
  coverage: 1.37,
  chunk: 2.82,
  path: 1.26,
  base: -0.79,
  symbols: 1.04,
  prose: -0.13,
  history: 0.92,
  similarCommits: 0.66,
  changes: -0.29,
  recentChanges: 0.85,
  companions: 0.32,
  folder: 0.68,
  kindActivity: 0.76,
  test: -4.31,
  docs: -3.95,
  generated: -2.07,
  other: -2.84,
  size: 0.11,
  pathCoverage: 0.34,
  baseCoverage: 1.08,
  near: 0,
};
export type FeatureName = keyof typeof weights;
export const featureNames = Object.keys(weights) as FeatureName[];
export type Features = Readonly<Record<FeatureName, number>>;

/** What an editor knows counts this much on top. */
export const boostWeight = 0.8;
