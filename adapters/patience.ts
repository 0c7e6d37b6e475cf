/** How long somebody may still be waited for. */
export interface Patience {
  readonly left: () => number;
  readonly spend: (milliseconds: number) => void;
}

/** So much from the first call on, and never more than `outer` has left; what is spent here is spent there, too. */
export const patience = (milliseconds: number, outer?: Patience): Patience => {
  let spent = 0;
  return {
    left: () => Math.min(milliseconds - spent, outer?.left() ?? milliseconds),
    spend: (took) => {
      spent += took;
      outer?.spend(took);
    },
  };
};
