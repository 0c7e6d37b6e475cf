/** Grey boxes in the shape of what is coming, so that nothing jumps when it is there. Heights in px. */
export const Skeleton = ({ heights, say }: { heights: readonly number[]; say: string }) => (
  <div className="ci-skeletons" role="status">
    <span className="ci-hidden">{say}</span>
    {heights.map((height, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: they never move
      <div key={index} className="ci-skeleton ci-shimmer" style={{ height }} />
    ))}
  </div>
);
