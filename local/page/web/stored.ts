// Small choices of this reader, kept in the browser. A browser that keeps nothing still works.

export const stored = (key: string): string | undefined => {
  try {
    return localStorage.getItem(`cordon.${key}`) ?? undefined;
  } catch {
    return undefined;
  }
};

export const store = (key: string, value: string): void => {
  try {
    localStorage.setItem(`cordon.${key}`, value);
  } catch {
    // It is asked again next time.
  }
};
